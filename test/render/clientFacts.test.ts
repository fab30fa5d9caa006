import { describe, expect, it } from 'vitest';
import { MODALITIES } from '../../src/facts/modalities.ts';
import { clientHost, fileSuffixes, maxParallelObjects } from '../../src/stack/client.ts';
import { requestTimeout } from '../../src/stack/weaviate.ts';
import { configOf } from '../support/config.ts';

describe('how many objects are sent at once', () => {
  it.each([
    // The model handles one request at a time, so more would not help.
    ['', 4],
    ['--modalities all', 4],
    ['--modalities all --vectors balanced', 4],
    // One video takes half a minute: the last of several would wait too long.
    ['--modalities all --inference-timeout 200s', 3],
    ['--modalities all --vectors separate --inference-timeout 200s', 2],
    ['--modalities video --inference-timeout 50s', 1],
    ['--inference-timeout 1s', 1],
  ])('%j: %i', (line, count) => {
    expect(maxParallelObjects(configOf(line))).toBe(count);
  });
});

describe('file name suffixes', () => {
  it('cover every modality, and each suffix means one', () => {
    const all = fileSuffixes(MODALITIES);
    expect(new Set(all.map(({ field }) => field))).toEqual(new Set(MODALITIES));
    const suffixes = all.map(({ suffix }) => suffix);
    expect(suffixes).toHaveLength(new Set(suffixes).size);
    for (const suffix of suffixes) expect(suffix).toMatch(/^(?:\.[a-z0-9]+){1,2}$/);
  });

  it('list longer ones first, because the first match wins', () => {
    const suffixes = fileSuffixes(MODALITIES).map(({ suffix }) => suffix);
    for (const [index, suffix] of suffixes.entries()) {
      expect(suffixes.slice(index + 1).filter((later) => later.endsWith(suffix))).toEqual([]);
    }
  });

  it('are only those of the chosen modalities', () => {
    expect(fileSuffixes(['imu', 'text']).map(({ suffix }) => suffix)).toEqual(['.txt', '.csv']);
  });
});

it('waits a little longer than Weaviate waits for its module', () => {
  expect(requestTimeout(configOf('--inference-timeout 2m'))).toBe(150);
});

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
  ['10.0.0.3', '10.0.0.3'],
])('a server on %s is reached at %s', (bound, reached) => {
  expect(clientHost(bound)).toBe(reached);
});
