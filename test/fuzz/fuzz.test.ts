import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultOf } from './faultOf.ts';
import { Dice, mutated } from './mutations.ts';

/*
 * FUZZ_RUNS=20000 for a night, FUZZ_SEED=7 for other inputs. A find is written as its number and seed; it belongs into
 * finds/, cut down to what it takes.
 */
const runs = Number(process.env['FUZZ_RUNS'] || 500);
const seed = Number(process.env['FUZZ_SEED'] || 20_261_130);

const TESTS = join(import.meta.dirname, '..');
const filesIn = (folder: string) =>
  readdirSync(join(TESTS, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ya?ml|json)$/.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(TESTS, folder, name), 'utf8') }));

const corpus = [...filesIn('field'), ...filesIn('lint/cases'), ...filesIn('chaos')].filter(
  ({ text }) => text.length < 20_000,
);
const texts = corpus.map(({ text }) => text);
const base = (name: string) => name.replace(/^.*\//, '');

describe('validate, --fix and add on broken files', () => {
  it(
    `end in a documented way on ${runs} mutations`,
    async () => {
      const finds: string[] = [];
      for (let number = 0; number < runs && finds.length < 10; number += 1) {
        const dice = new Dice(seed + number * 7919);
        const { name, text } = dice.of(corpus);
        const input = mutated(text, dice, texts);
        const fault = await faultOf(input, base(name));
        if (fault !== undefined)
          finds.push(`number ${number} of seed ${seed} (${name}):\n${input}\n>>>>> ${fault}`);
      }
      expect(finds.join('\n\n')).toBe('');
    },
    120_000 + runs * 2000,
  );

  it.each(filesIn('fuzz/finds'))('ended otherwise once: $name', async ({ name, text }) => {
    expect(await faultOf(text, base(name))).toBeUndefined();
  });

  it.each(filesIn('chaos'))('end in a documented way on $name', async ({ name, text }) => {
    for (const kind of [undefined, 'compose', 'values', 'collection', 'config'] as const)
      expect(await faultOf(text, base(name), kind)).toBeUndefined();
  });
});
