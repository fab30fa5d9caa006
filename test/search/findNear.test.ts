import { describe, expect, it } from 'vitest';
import type { Modality } from '../../src/facts/modalities.ts';
import { nearQueries } from '../../src/search/findNear.ts';
import type { SearchedCollection } from '../../src/search/searchedCollection.ts';
import { getQuery } from '../../src/weaviate/graphql.ts';
import type { Near } from '../../src/weaviate/near.ts';
import { failureOf } from '../support/failure.ts';

const FIELDS = { text: 'text', image: 'image', audio: 'audio' } as const;
const ALL: readonly Modality[] = ['text', 'image', 'audio'];

const collection = (
  vectors: SearchedCollection['vectors'],
  properties: readonly string[] = ['title', 'path', 'kind'],
): SearchedCollection => ({ name: 'Media', vectors, fields: FIELDS, properties: new Set(properties) });

const SHARED = collection([{ name: 'default', kinds: ALL, isCombined: false }]);
const BALANCED = collection([{ name: 'default', kinds: ALL, isCombined: true }]);
const SEPARATE = collection(ALL.map((kind) => ({ name: kind, kinds: [kind], isCombined: false })));

const DOG: Near = { kind: 'text', text: 'dog' };

function queries(
  searched: SearchedCollection,
  near: Near,
  { kinds = [], hybrid = false }: { kinds?: readonly Modality[]; hybrid?: boolean } = {},
): string[] {
  return nearQueries(searched, near, { kinds, hybrid, limit: 5 }).map(({ query }) =>
    getQuery(query)
      .replace(/^\{Get \{Media\(/, '')
      .replace(/\) \{title path kind text _additional \{id distance score\}\}\}\}$/, ''),
  );
}

describe('the queries of a search', () => {
  it.each<[string, SearchedCollection, Near, Parameters<typeof queries>[2], string[]]>([
    [
      'one vector over all kinds',
      SHARED,
      DOG,
      {},
      ['limit: 5, nearText: {concepts: ["dog"], targetVectors: ["default"]}'],
    ],
    [
      'one vector, filtered by kind',
      SHARED,
      DOG,
      { kinds: ['image'] },
      [
        'limit: 5, nearText: {concepts: ["dog"], targetVectors: ["default"]}, where: {path: ["kind"], operator: ContainsAny, valueText: ["image"]}',
      ],
    ],
    [
      'all kinds are no filter',
      BALANCED,
      DOG,
      { kinds: ALL },
      ['limit: 5, nearText: {concepts: ["dog"], targetVectors: ["default"]}'],
    ],
    [
      'a vector per kind',
      SEPARATE,
      DOG,
      { kinds: ['image', 'audio'] },
      ['image', 'audio'].map((kind) => `limit: 5, nearText: {concepts: ["dog"], targetVectors: ["${kind}"]}`),
    ],
    [
      'an object, which is nearest to itself',
      SHARED,
      { kind: 'object', id: 'x' },
      {},
      ['limit: 6, nearObject: {id: "x", targetVectors: ["default"]}'],
    ],
    [
      'keywords and vectors',
      SHARED,
      DOG,
      { hybrid: true },
      ['limit: 5, hybrid: {query: "dog", alpha: 0.5, targetVectors: ["default"]}'],
    ],
  ])('%s', (_, searched, near, options, expected) => {
    expect(queries(searched, near, options)).toEqual(expected);
  });

  it.each<[string, () => unknown, string]>([
    ['a kind without a field', () => queries(SHARED, DOG, { kinds: ['depth'] }), 'no-such-kind'],
    ['a kind of combined vectors', () => queries(BALANCED, DOG, { kinds: ['image'] }), 'no-effect'],
    [
      'a kind of objects without metadata',
      () => queries(collection(SHARED.vectors, ['title']), DOG, { kinds: ['image'] }),
      'no-kinds',
    ],
    [
      'keywords of a file',
      () => queries(SHARED, { kind: 'image', medium: Buffer.from('') }, { hybrid: true }),
      'no-effect',
    ],
  ])('refuses %s', async (_, run, code) => {
    expect((await failureOf(run)).code).toBe(code);
  });
});
