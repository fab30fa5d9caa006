import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FINDINGS_FORMATS } from '../../src/lint/report/formats.ts';
import type { Case } from './findFault.ts';
import { Dice, mutated } from './mutations.ts';

const TESTS = join(import.meta.dirname, '..');

/** The YAML and JSON files in a folder of `test/`, with their paths. */
export function filesIn(folder: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(join(TESTS, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ya?ml|json)$/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(TESTS, folder, path), 'utf8') }));
}

/** The files to mutate: files from users, the cases of the rules, and hostile files. */
export const CORPUS = [...filesIn('field'), ...filesIn('lint/cases'), ...filesIn('chaos')].filter(
  ({ text }) => text.length < 20_000,
);
const TEXTS = CORPUS.map(({ text }) => text);

export const base = (path: string) => path.replace(/^.*\//, '');

const KINDS = ['compose', 'values', 'collection', 'config'] as const;

/** The input with a number. It is always the same for the same seed and corpus. */
export function caseOf(number: number, seed: number): Case & { readonly path: string } {
  const dice = new Dice(seed + number * 7919);
  const { path, text } = dice.of(CORPUS);
  const input = mutated(text, dice, TEXTS);
  // One in eight is checked as a random kind, and one in sixteen has a hostile name.
  const kind = dice.below(8) === 0 ? dice.of(KINDS) : undefined;
  const name = dice.below(16) === 0 ? `x\n::error::\u001b[2J${base(path)}` : base(path);
  return { path, name, text: input, kind, formats: [dice.of(FINDINGS_FORMATS)] };
}
