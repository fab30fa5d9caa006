import { describe, expect, it } from 'vitest';
import { SUPPORTED_WEAVIATE_SERIES, WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { NEWEST_WEAVIATE_RELEASES } from '../../src/facts/weaviateReleases.ts';
import { isNewer } from '../../src/formats/versionNumber.ts';
import { ladderOf, tagWithVersion } from '../../src/upgrade/ladder.ts';
import { failureOf } from '../support/failure.ts';

interface Given {
  readonly to?: string;
  readonly via?: readonly string[];
  readonly published?: readonly string[];
}

const ladder = (from: string, { to, via = [], published }: Given = {}) =>
  ladderOf({ from, to, via, published });

const stepsOf = (from: string, given?: Given) => ladder(from, given).steps;

describe('the ladder', () => {
  it.each<[string, Given, string[]]>([
    ['1.36.4', { to: '1.39.3' }, ['1.36.23', '1.37.17', '1.38.24', '1.39.3']],
    ['1.36.23', { to: '1.38.11' }, ['1.37.17', '1.38.11']],
    ['1.38.24', { to: '1.39.3' }, ['1.39.3']],
    ['1.39.0', { to: '1.39.3' }, ['1.39.3']],
    ['1.39.3', { to: '1.40.5' }, ['1.39.15', '1.40.5']],
    // Newer than any known patch: the user knows that it exists.
    ['1.40.1', { to: '1.40.9' }, ['1.40.9']],
    ['1.39.3', { to: 'v1.39.4' }, ['1.39.4']],
    ['1.39.3', { to: '1.39.3' }, []],
  ])('from %s with %o', (from, given, steps) => {
    expect(stepsOf(from, given)).toEqual(steps);
  });

  it('leads to the version that bindstack is tested with, and never back', () => {
    expect(ladder('1.38.24').to).toBe(WEAVIATE_VERSION);
    expect(stepsOf(WEAVIATE_VERSION)).toEqual([]);
    expect(stepsOf('1.99.0')).toEqual([]);
  });

  it('uses what the registry has', () => {
    const published = [
      '1.37.9',
      '1.37.20',
      '1.38.30',
      '1.39.3',
      '1.39.0-rc.1',
      'latest',
      'v1.38.99',
      '1.40.7',
    ];
    expect(stepsOf('1.37.4', { to: '1.39.3', published })).toEqual(['1.37.20', '1.38.30', '1.39.3']);
  });

  it('uses the releases of --via instead of the newest', () => {
    const via = ['1.38.14', '1.37.4'];
    expect(stepsOf('1.37.4', { to: '1.39.3', via })).toEqual(['1.38.14', '1.39.3']);
    expect(stepsOf('1.36.0', { to: '1.39.3', via })).toEqual(['1.36.23', '1.37.4', '1.38.14', '1.39.3']);
  });

  it.each<[string, Given, string, string]>([
    ['1.39.3', { to: '1.38.24' }, 'downgrade', 'Weaviate 1.39.3 cannot be turned into 1.38.24'],
    ['1.39.3', { to: '1.39.2' }, 'downgrade', 'Weaviate 1.39.3 cannot be turned into 1.39.2'],
    ['1.39.3', { to: 'latest' }, 'bad-value', '--to: "latest" is not a release of Weaviate such as'],
    ['1.39.3', { to: '1.40' }, 'bad-value', '--to: "1.40" is not a release'],
    ['1.39.3', { to: '1.45.0' }, 'unknown-release', 'knows no release of Weaviate 1.41'],
    [
      '1.36.0',
      { to: '1.38.2', published: ['1.36.1'] },
      'unknown-release',
      'the registry has no release of Weaviate 1.37',
    ],
    [
      '1.37.0',
      { to: '1.39.3', via: ['1.40.0'] },
      'bad-value',
      '--via: 1.40.0 is not between 1.37.0 and 1.39.3',
    ],
  ])('from %s with %o is refused: %s', async (from, given, code, message) => {
    expect(await failureOf(() => ladder(from, given))).toMatchObject({
      code,
      message: expect.stringContaining(message),
      suggestion: expect.any(String),
    });
  });
});

it('knows one release of each minor version, in their order, and all supported ones', () => {
  const minors = NEWEST_WEAVIATE_RELEASES.map((version) => Number(version.split('.')[1]));
  expect(minors).toEqual(minors.map((_, index) => (minors[0] ?? 0) + index));
  for (const series of SUPPORTED_WEAVIATE_SERIES)
    expect(NEWEST_WEAVIATE_RELEASES.some((version) => version.startsWith(`${series}.`))).toBe(true);
  const own = NEWEST_WEAVIATE_RELEASES.find((one) => one.startsWith(WEAVIATE_VERSION.replace(/\d+$/, '')));
  expect(isNewer(WEAVIATE_VERSION, own ?? '')).toBe(false);
});

it.each([
  ['1.38.11', '1.39.3'],
  ['v1.38.11', 'v1.39.3'],
  ['1.38.11-amd64', '1.39.3-amd64'],
  ['latest', '1.39.3'],
  [`1.38.11@sha256:${'0'.repeat(64)}`, '1.39.3'],
])('the tag %s becomes %s', (before, after) => {
  expect(tagWithVersion(before, '1.39.3')).toBe(after);
});
