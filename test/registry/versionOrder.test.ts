import { expect, it } from 'vitest';
import { parseNumberedVersion, upgradePath } from '../../src/registry/compareVersions.ts';

it.each([
  ['1.38.11', ''],
  ['v3.1.0', 'v'],
  ['imagebind-1.0.2', 'imagebind-'],
])('%s is a version with the prefix "%s"', (text, prefix) => {
  expect(parseNumberedVersion(text)?.prefix).toBe(prefix);
});

it.each(['imagebind', 'latest', '1.38', '1.39.0-rc.1', '1.38.11-amd64', 'sha256-abc', ''])(
  '%j is not a version that can be compared',
  (text) => expect(parseNumberedVersion(text)).toBeUndefined(),
);

it.each<[string, string[], string[]]>([
  ['1.38.11', ['1.38.11', '1.38.2', '1.37.20'], []],
  ['1.38.11', ['1.38.12', '1.38.13', '1.38.9'], ['1.38.13']],
  ['1.37.4', ['1.39.1', '1.38.2', '1.38.11', '1.37.10', '1.39.0'], ['1.37.10', '1.38.11', '1.39.1']],
  ['1.38.11', ['1.40.0-rc.0', 'latest', 'preview-1.41.0', '1.39.1-amd64'], []],
  ['1.9.0', ['1.10.0'], ['1.10.0']],
  ['imagebind-1.0.2', ['imagebind', 'imagebind-1.0.3', '2.0.0'], ['imagebind-1.0.3']],
])('from %s with %j: %j', (from, published, expected) => {
  const current = parseNumberedVersion(from);
  expect(current && upgradePath(current, published).map(({ text }) => text)).toEqual(expected);
});
