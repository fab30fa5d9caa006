import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Note } from '../../src/add/addRequest.ts';
import { addToFile } from '../../src/add/addToFile.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { Failure } from '../../src/errors.ts';
import { filesBeside } from '../../src/files/lintInputs.ts';
import { fix } from '../../src/lint/fix.ts';
import { type LintInput, lint } from '../../src/lint/lint.ts';

/** A file of a case in test/field, as seen by a command that runs in its folder. */
export function fieldCase(folder: string, name: string, kind: LintInput['kind'] = 'compose'): LintInput {
  return { name, text: readFileSync(join(folder, name), 'utf8'), kind, beside: filesBeside(folder) };
}

/** The findings of `validate` in a file, one per line: `13 warning anonymous-public`. */
export function findingsOf(input: LintInput): string[] {
  return lint(input).findings.map(({ line, severity, rule }) => `${line} ${severity} ${rule}`);
}

/** The text after `validate --fix`. */
export function fixedText(input: LintInput): string {
  return fix(input, () => true).texts.get(input.name) ?? input.text;
}

export interface AddedFile {
  readonly text: string;
  readonly notes: readonly Note[];
}

/** The text after `add`, and its messages. */
export async function addedText(
  input: LintInput,
  { upgradeImage = false, services = [] as readonly string[] } = {},
): Promise<AddedFile> {
  const notes: Note[] = [];
  const text = await addToFile(input, {
    config: resolveConfig(new Map()).config,
    requested: { isGiven: () => false, upgradeImage },
    services,
    ask: undefined,
    onNote: (note) => notes.push(note),
  });
  return { text, notes };
}

/** Why `add` refuses a file. */
export async function refusalOf(input: LintInput): Promise<Failure> {
  const outcome = await addedText(input).catch((error: unknown) => error);
  if (outcome instanceof Failure) return outcome;
  throw new Error(`add did not refuse ${input.name}`, { cause: outcome });
}
