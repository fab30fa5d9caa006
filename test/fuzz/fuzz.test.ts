import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { base, CORPUS, caseOf, filesIn } from './corpus.ts';
import type { Planted } from './plantedFaults.ts';
import { bundleWorker, Watchdog } from './watchdog.ts';

/*
 * 150 mutations for `npm test`, 500 for `npm run test:all`. FUZZ_RUNS=20000 is for a long run, FUZZ_SEED=7 for other
 * inputs. A failure is reported with its number and seed; reduce its input and add it to regressions/.
 */
const runs = Number(process.env['FUZZ_RUNS'] || 150);
const seed = Number(process.env['FUZZ_SEED'] || 20_261_130);

const folder = mkdtempSync(join(tmpdir(), 'bindstack-fuzz-'));
const bundle = await bundleWorker(folder);
const watchdog = new Watchdog(bundle);
afterAll(async () => {
  await watchdog.end();
  rmSync(folder, { recursive: true });
});

describe('validate, --fix and add on broken files', () => {
  it(
    `end in a documented way on ${runs} mutations of ${CORPUS.length} files`,
    async () => {
      const failures: string[] = [];
      for (let number = 0; number < runs && failures.length < 10; number += 1) {
        const { path, ...one } = caseOf(number, seed);
        const fault = await watchdog.findFault(one);
        if (fault !== undefined)
          failures.push(
            `number ${number} of seed ${seed} (${path}${one.kind ? ` as ${one.kind}` : ''}):\n${one.text}\n>>>>> ${fault}`,
          );
      }
      expect(failures.join('\n\n')).toBe('');
    },
    120_000 + runs * 2000,
  );

  it.each(filesIn('fuzz/regressions'))(
    'end in a documented way on the former failure $path',
    async ({ path, text }) => {
      expect(await watchdog.findFault({ name: base(path), text })).toBeUndefined();
    },
  );

  it.each(filesIn('chaos'))('end in a documented way on $path', async ({ path, text }) => {
    for (const kind of [undefined, 'compose', 'values', 'collection', 'config'] as const)
      expect(await watchdog.findFault({ name: base(path), text, kind })).toBeUndefined();
  });

  it.each([
    '::error::a.yml',
    'a\n::error::b.yml',
    '\u001b[2J\u009b2J.yml',
    '-a.yml',
    '__proto__',
    'a%0Ab.yml',
    "a'$(b)`.yml",
  ])('end in a documented way on a file named %j', async (name) => {
    for (const { path, text } of filesIn('chaos'))
      expect(await watchdog.findFault({ name, text }), path).toBeUndefined();
  });
});

const FOUND: Readonly<Record<Planted, RegExp>> = {
  'a TypeError': /^validate --format pretty: TypeError: planted/,
  'an exit code': /^validate --format pretty exits with 42, which is not documented/,
  'an exit code of another command': /^validate --fix exits with 3, which is not documented/,
  'an error without a message': /^validate --format pretty exits with 2 and prints nothing/,
  'an add that adds again': /^add is not done after one run/,
  'a --fix that breaks the file': /^validate breaks it/,
  'a validate that writes': /^validate changes the file/,
  'a file left behind': /^validate --format pretty -- docker-compose.yml leaves a.tmp/,
  'an escape sequence': /^validate --format pretty prints/,
  'a CI command': /^validate --format pretty prints a CI command: +::error/,
  'an endless loop': /^validate --format pretty -- docker-compose.yml takes more than/,
  'an endless wait': /^validate --format pretty -- docker-compose.yml takes more than/,
  'an exit of the process': /^validate --format pretty -- docker-compose.yml: ends the process/,
  'all memory': /memory limit/,
};

// The watchdog itself: it changes rarely, and this takes half a minute.
describe.skipIf(runs < 500)('with FUZZ_RUNS=500 or more, finds a planted fault:', () => {
  const text = 'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.11\n';
  it.each(Object.keys(FOUND) as Planted[])('%s', async (planted) => {
    const watchdogOfFault = new Watchdog(bundle, {
      planted,
      limit: planted === 'all memory' ? 30_000 : 1000,
    });
    const fault = await watchdogOfFault.findFault({ name: 'docker-compose.yml', text });
    await watchdogOfFault.end();
    expect(fault).toMatch(FOUND[planted]);
  });
});
