import { describe, expect, it } from 'vitest';
import { MEASURED_SIZES } from '../../src/facts/measuredSizes.ts';
import { SECONDS_PER_VECTOR } from '../../src/facts/resources.ts';
import { compressionOutcome } from '../../src/facts/vectorIndexes.ts';
import { alternativesTo } from '../../src/sizing/alternatives.ts';
import { importTime, MEASURED_CORES, secondsPerObject, serversFor } from '../../src/sizing/importTime.ts';
import { MOST_MEMORY_PER_NODE, type PlanInput, planFor } from '../../src/sizing/plan.ts';
import { predict } from '../../src/sizing/predict.ts';

const ONE_SERVER = { servers: 1, rate: undefined };

const input = (own: Partial<PlanInput>): PlanInput => ({
  objects: 1e6,
  index: 'hnsw',
  compression: undefined,
  memory: undefined,
  modalities: ['image'],
  vectors: 'shared',
  mediaSize: undefined,
  version: '1.39.3',
  replicas: 1,
  copies: 1,
  ...own,
});

const tableOf = (own: Partial<PlanInput>) => alternativesTo(planFor(input(own)), ONE_SERVER);
const names = ({ rows }: ReturnType<typeof tableOf>) =>
  rows.map(({ index, compression }) => `${index}-${compression}`);

describe('alternatives', () => {
  it.each(['1.31.0', '1.34.0', '1.39.3'])('of Weaviate %s are pairs that it has, each once', (version) => {
    const { rows, unmeasured } = tableOf({ version });
    const pairs = [...rows, ...unmeasured];
    for (const { index, compression } of pairs) {
      expect(compressionOutcome(index, compression, version)).toBe('works');
    }
    const all = pairs.map(({ index, compression }) => `${index}-${compression}`);
    expect(new Set(all).size).toBe(all.length);
  });

  it('include everything that was measured', () => {
    expect(names(tableOf({})).sort()).toEqual(Object.keys(MEASURED_SIZES.variants).sort());
  });

  it.each([
    [{}, 'hnsw-rq-8'],
    [{ objects: 1e5 }, 'hnsw-none'],
    [{ compression: 'none' }, 'hnsw-none'],
    [{ index: 'dynamic' }, 'dynamic-rq-8'],
    [{ index: 'flat', compression: 'bq' }, 'flat-bq'],
  ] as const)('of %j mark %s', (own, chosen) => {
    const { rows } = tableOf(own);
    const marked = rows.filter(({ isChosen }) => isChosen);
    expect(marked.map(({ index, compression }) => `${index}-${compression}`)).toEqual([chosen]);
  });

  it('know no recall of a pair that was not measured', () => {
    const row = tableOf({ index: 'hfresh', compression: 'rq-8', version: undefined }).rows.find(
      ({ isChosen }) => isChosen,
    );
    expect(row?.recall).toBeUndefined();
  });

  it('need memory per million vectors that adds up to all that they need', () => {
    for (const { perMillion, plan } of tableOf({ objects: 1e7 }).rows) {
      const needed = plan.memory.atRest - predict(plan.variant, 0).memoryAtRest;
      expect((perMillion * plan.vectorCount) / 1e6 / needed).toBeCloseTo(1, 3);
    }
  });

  it('are spread over pods that each stay within the limit', () => {
    const { rows } = tableOf({ objects: 1e8 });
    expect(rows.some(({ plan }) => plan.input.replicas > 1)).toBe(true);
    for (const { plan } of rows) {
      expect(plan.memory.recommended).toBeLessThanOrEqual(MOST_MEMORY_PER_NODE);
      expect(plan.input.copies).toBe(plan.input.replicas > 1 ? 3 : 1);
    }
  });
});

describe('the time of an import', () => {
  it.each([
    [['image'], 'shared', SECONDS_PER_VECTOR.image],
    [['text', 'image'], 'shared', (SECONDS_PER_VECTOR.text + SECONDS_PER_VECTOR.image) / 2],
    [['text', 'image'], 'separate', SECONDS_PER_VECTOR.text + SECONDS_PER_VECTOR.image],
    [['text', 'image'], 'balanced', SECONDS_PER_VECTOR.text + SECONDS_PER_VECTOR.image],
  ] as const)('%j with vectors %s: %d s per object', (modalities, vectors, seconds) => {
    expect(secondsPerObject({ modalities, vectors })).toBeCloseTo(seconds, 9);
  });

  it('is that of the vectors and then of the index', () => {
    const plan = planFor(input({}));
    const time = importTime(plan, { servers: 4, rate: 50 });
    expect(time.vectors).toBe(1e6 / 50 / 4);
    expect(time.index).toBe(plan.prediction.importCpu / MEASURED_CORES);
    expect(time.total).toBe(time.vectors + time.index);
  });

  it.each([
    [1000, 1],
    [600, 1],
    [599, 2],
    [200, 5],
    [100, undefined],
    [50, undefined],
  ])('within %d s needs %s servers', (seconds, servers) => {
    expect(serversFor({ vectors: 500, index: 100, total: 600 }, seconds)).toBe(servers);
  });
});
