import { describe, expect, it } from 'vitest';
import { sizePlanOf } from '../../src/capabilities/size.ts';
import { COMPRESSIONS, VECTOR_INDEXES } from '../../src/facts/vectorIndexes.ts';
import { planArithmetic } from '../../src/sizing/arithmetic.ts';
import {
  LEAST_MEMORY,
  MOST_MEMORY_PER_NODE,
  measuredVariant,
  mediaPerObject,
  type PlanInput,
  planFor,
} from '../../src/sizing/plan.ts';
import { SIZE_VARIANTS } from '../../src/sizing/predict.ts';
import { resolved } from '../support/config.ts';

const GIB = 1024 ** 3;

const INPUT: PlanInput = {
  objects: 1_000_000,
  index: 'hnsw',
  compression: undefined,
  memory: undefined,
  modalities: ['image'],
  vectors: 'shared',
  mediaSize: 100_000,
  version: '1.39.3',
  replicas: 1,
  copies: 1,
};

const planned = (input: Partial<PlanInput>) => planFor({ ...INPUT, ...input });

it('is the plan of a configuration', () => {
  const { config, given } = resolved('--objects 1M --modalities image --media-size 100k');
  const plan = sizePlanOf(config, given);
  expect(plan?.compression).toBe('rq-8');
  expect(config.collection.compression).toBe('rq-8');
  expect(config.weaviate.memory).toBe(Math.max(plan?.memory.recommended ?? 0, LEAST_MEMORY));
});

describe('the compression that it chooses', () => {
  it.each<[string, Partial<PlanInput>, string]>([
    ['none while the default memory is enough', { objects: 100_000 }, 'none'],
    ['then rq-8', { objects: 10_000_000 }, 'rq-8'],
    ['rq-8, also if no machine is large enough', { objects: 1_000_000_000 }, 'rq-8'],
    ['the least lossy that fits a memory limit', { objects: 10_000_000, memory: 128 * GIB }, 'none'],
    ['a lossy one if no other fits', { objects: 10_000_000, memory: 10 * GIB }, 'rq-1'],
    ['rq-8 if nothing fits', { objects: 10_000_000, memory: GIB }, 'rq-8'],
    ['none where rq does not exist', { objects: 10_000_000, version: '1.31.0' }, 'none'],
    ['rq-1 for hfresh, which has no other', { index: 'hfresh', objects: 10_000_000 }, 'rq-1'],
    ['the given one', { objects: 1000, compression: 'bq' }, 'bq'],
  ])('is %s', (_, input, compression) => {
    expect(planned(input).compression).toBe(compression);
  });
});

it.each(VECTOR_INDEXES.flatMap((index) => COMPRESSIONS.map((compression) => [index, compression] as const)))(
  'has numbers for %s with %s',
  (index, compression) => {
    expect(SIZE_VARIANTS).toContain(measuredVariant(index, compression));
    const { memory, disk } = planned({ index, compression });
    expect(memory.minimum).toBeLessThan(memory.recommended);
    expect(disk.total).toBeLessThan(disk.recommended);
  },
);

describe('one Weaviate of a cluster', () => {
  it('holds everything if there are as many copies as replicas', () => {
    expect(planned({ replicas: 3, copies: 3 }).memory).toEqual(planned({}).memory);
  });

  it('holds its share otherwise', () => {
    expect(planned({ replicas: 6, copies: 3 }).objects).toBe(500_000);
    expect(planned({ replicas: 3, copies: 1 }).objects).toBe(333_334);
  });

  it('stays below the most memory for one machine', () => {
    const { cluster, memory } = planned({ objects: 100_000_000 });
    expect(memory.recommended).toBeGreaterThan(MOST_MEMORY_PER_NODE);
    expect(cluster?.memory.recommended).toBeLessThanOrEqual(MOST_MEMORY_PER_NODE);
    const fewer = planned({ objects: 100_000_000, replicas: (cluster?.replicas ?? 0) - 1, copies: 3 });
    expect(fewer.memory.recommended).toBeGreaterThan(MOST_MEMORY_PER_NODE);
  });

  it('is not planned if one machine is enough', () => {
    expect(planned({}).cluster).toBeUndefined();
  });
});

describe('the files of an object', () => {
  it.each<[Pick<PlanInput, 'modalities' | 'vectors' | 'mediaSize'>, number]>([
    [{ modalities: ['text'], vectors: 'shared', mediaSize: 1000 }, 0],
    [{ modalities: ['text', 'image'], vectors: 'shared', mediaSize: 1000 }, 1000],
    [{ modalities: ['text', 'image', 'audio'], vectors: 'shared', mediaSize: 1000 }, 1000],
    [{ modalities: ['text', 'image', 'audio'], vectors: 'balanced', mediaSize: 1000 }, 2000],
    [{ modalities: ['text', 'image', 'audio'], vectors: 'separate', mediaSize: 1000 }, 2000],
  ])('%j: %d bytes', (input, bytes) => {
    expect(mediaPerObject(input)).toBe(bytes);
  });

  it('are kept in the database, as base64', () => {
    expect(planned({ modalities: ['image'], mediaSize: 300_000 }).disk.media).toBe(1_000_000 * 400_000);
    expect(planned({}).disk.media).toBeGreaterThan(1_000_000 * 100_000);
  });
});

it('has one vector per named vector and object', () => {
  expect(planned({ modalities: ['text', 'image', 'audio'], vectors: 'separate' }).vectorCount).toBe(
    3_000_000,
  );
});

it('shows its arithmetic', () => {
  const lines = planArithmetic(
    planned({ vectors: 'separate', modalities: ['text', 'image'], replicas: 6, copies: 3 }),
  );
  expect(lines.slice(0, 2)).toEqual([
    'objects per Weaviate: 1,000,000 × 3 copies / 6 replicas = 500,000',
    'vectors: 500,000 × 2 = 1,000,000',
  ]);
  expect(lines.join('\n')).toMatch(/recommended limit: \S+ GiB \/ 0\.7 for Go's garbage collector/);
});
