import { expect, it } from 'vitest';
import { WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { compareDigest, compareVersions, weaviateChanges } from '../../src/registry/compareVersions.ts';

const weaviate = (current: string, ...tags: string[]) =>
  compareVersions(
    {
      name: 'Weaviate',
      key: 'weaviate.tag',
      current,
      command: (version) => `go to ${version}`,
      changes: weaviateChanges,
    },
    { value: tags },
  );

it('suggests the newest patch of the current minor version first, and lists all steps', () => {
  expect(weaviate('1.37.4', '1.37.10', '1.38.14', '1.39.3')).toMatchObject({
    next: '1.37.10',
    newest: '1.39.3',
    suggestion: 'go to 1.37.10',
    changes: expect.arrayContaining(['one minor version at a time: 1.37.10, then 1.38.14, then 1.39.3']),
  });
});

it('reports a feature whose minimum version is reached', () => {
  expect(weaviateChanges('1.20.5', '1.21.0')).toEqual([
    '1.21.0 has the module `multi2vec-bind`; bindstack rejects older versions',
  ]);
  expect(weaviateChanges('1.38.12', '1.38.13')).toEqual([]);
});

it('warns about versions newer than the tested one', () => {
  expect(weaviateChanges(WEAVIATE_VERSION, '1.99.0').at(-1)).toContain(
    'newer than the version that this bindstack is tested with',
  );
});

it('has no changes for the newest version', () => {
  expect(weaviate('1.39.1', '1.39.1', '1.38.0')).toMatchObject({
    next: undefined,
    newest: '1.39.1',
    changes: [],
  });
});

it('reads a version before a digest and does not compare a moving tag', () => {
  expect(weaviate(`1.38.11@sha256:${'0'.repeat(64)}`, '1.38.12').next).toBe('1.38.12');
  expect(weaviate('latest', '1.38.12')).toMatchObject({
    next: undefined,
    newest: null,
    reason: expect.stringContaining('moving tag'),
  });
});

it('keeps the reason if the lookup failed', () => {
  const silent = { reason: 'x does not respond', isSilent: true } as const;
  const subject = { name: 'chart', key: null, current: '17.8.3', command: String };
  expect(compareVersions(subject, silent)).toMatchObject({ newest: undefined, ...silent });
});

it('notices that a tag has a new digest', () => {
  const [old, now] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];
  const item = (value: string) => compareDigest('image', 'inference.tag', `imagebind@${old}`, { value });
  expect(item(old)).toMatchObject({ next: undefined, newest: `imagebind@${old}` });
  expect(item(now)).toMatchObject({ next: `imagebind@${now}`, suggestion: expect.stringContaining(now) });
});
