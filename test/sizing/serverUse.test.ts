import { describe, expect, it } from 'vitest';
import { predict } from '../../src/sizing/predict.ts';
import {
  type CollectionUse,
  capacityFactor,
  nodesOf,
  type VectorUse,
  vectorsOf,
} from '../../src/sizing/serverUse.ts';

const GIB = 1024 ** 3;
const RQ_8: VectorUse = { index: 'hnsw', compression: 'rq-8' };
const NONE: VectorUse = { index: 'hnsw', compression: 'none' };

function collection(vectors: readonly VectorUse[], byNode: Readonly<Record<string, number>>): CollectionUse {
  const held = new Map(Object.entries(byNode));
  const objects = [...held.values()].reduce((sum, one) => sum + one, 0);
  return { name: 'Media', objects, vectors, dimensions: 1024, objectSize: 1000, byNode: held };
}

describe('what a server takes', () => {
  it('is what its only collection takes', () => {
    const [node] = nodesOf([collection([RQ_8], { node1: 1e6 })]);
    const { memoryAtRest, minimumLimit, disk } = predict('hnsw-rq-8', 1e6);
    expect(node?.memory.atRest).toBeCloseTo(memoryAtRest, -7);
    expect(node?.memory.minimum).toBeCloseTo(minimumLimit, -7);
    expect(node?.disk).toBeCloseTo(disk + 1e9, -7);
  });

  it('grows with each collection and each named vector, without counting the server itself again', () => {
    const atRest = (...collections: readonly CollectionUse[]) => nodesOf(collections)[0]?.memory.atRest ?? 0;
    const one = collection([NONE], { node1: 1e6 });
    const empty = atRest(collection([NONE], { node1: 0 }));
    expect(atRest(one, one) - empty).toBeCloseTo(2 * (atRest(one) - empty), -3);
    expect(atRest(collection([NONE, NONE], { node1: 1e6 }))).toBe(atRest(one, one));
  });

  it('is counted per node', () => {
    const nodes = nodesOf([collection([NONE], { b: 10, a: 1e6 }), collection([NONE], { b: 5 })]);
    expect(nodes.map(({ name, objects }) => [name, objects])).toEqual([
      ['a', 1e6],
      ['b', 15],
    ]);
  });
});

describe('how much more fits', () => {
  const media = [collection([NONE], { a: 1e6, b: 5e5 })];

  it('is what brings the fullest server to its memory limit', () => {
    const factor = capacityFactor(media, { memory: 16 * GIB, storage: undefined }) ?? 0;
    const [a] = nodesOf(media, factor);
    expect((a?.memory.minimum ?? 0) / (16 * GIB)).toBeCloseTo(1, 4);
  });

  it('is what brings the fullest server to 90% of its volume', () => {
    const factor = capacityFactor(media, { memory: 64 * GIB, storage: 20 * GIB }) ?? 0;
    const [a] = nodesOf(media, factor);
    expect((a?.disk ?? 0) / (20 * GIB)).toBeCloseTo(0.9, 4);
  });

  it('is less than there is if the limit is exceeded', () => {
    expect(capacityFactor(media, { memory: GIB, storage: undefined })).toBeLessThan(1);
    expect(capacityFactor(media, { memory: 1, storage: undefined })).toBeLessThan(1e-5);
  });

  it('is not known without a limit, or without objects', () => {
    expect(capacityFactor(media, { memory: undefined, storage: undefined })).toBeUndefined();
    expect(
      capacityFactor([collection([NONE], { a: 0 })], { memory: GIB, storage: undefined }),
    ).toBeUndefined();
  });
});

describe('the vectors of a collection', () => {
  it.each([
    [{ vectorIndexType: 'hnsw', vectorIndexConfig: { rq: { enabled: true, bits: 8 } } }, ['hnsw rq-8']],
    [{ vectorIndexType: 'hnsw', vectorIndexConfig: { rq: { enabled: true, bits: 1 } } }, ['hnsw rq-1']],
    [{ vectorIndexType: 'hnsw', vectorIndexConfig: { rq: { enabled: false, bits: 8 } } }, ['hnsw none']],
    [
      { vectorIndexType: 'hnsw', vectorIndexConfig: { distance: 'cosine', pq: { enabled: true } } },
      ['hnsw pq'],
    ],
    [
      {
        vectorIndexType: 'dynamic',
        vectorIndexConfig: { hnsw: { sq: { enabled: true } }, flat: { bq: { enabled: true } } },
      },
      ['dynamic sq'],
    ],
    [
      {
        vectorConfig: {
          text: { vectorIndexType: 'flat', vectorIndexConfig: { bq: { enabled: true } } },
          image: { vectorIndexType: 'hnsw', vectorIndexConfig: {} },
        },
      },
      ['flat bq', 'hnsw none'],
    ],
    [{ vectorIndexType: 'hfresh', vectorIndexConfig: { rq: { enabled: true, bits: 1 } } }, ['hfresh rq-1']],
  ])('%j: %j', (definition, expected) => {
    const found = vectorsOf({ class: 'Media', ...definition });
    expect(found.map(({ index, compression }) => `${index} ${compression}`)).toEqual(expected);
  });
});
