import { describe, expect, it } from 'vitest';
import { MEASURED_SIZES } from '../../src/facts/measuredSizes.ts';
import { predict, SIZE_VARIANTS } from '../../src/sizing/predict.ts';
import measured from './measured.json' with { type: 'json' };

const { fittedTo, trainingLimit, limits } = MEASURED_SIZES;
const GIB = 1024 ** 3;

/** How far a prediction is from what was measured: positive if it is too high. */
const deviation = (predicted: number, found: number) => predicted / found - 1;

interface Deviations {
  readonly memory: number;
  readonly disk: number;
}

function deviations({ variant, objects, memoryAtRest, disk }: (typeof measured.runs)[number]): Deviations {
  const predicted = predict(variant, objects, { trainingLimit });
  return {
    memory: deviation(predicted.memoryAtRest, memoryAtRest),
    disk: deviation(predicted.disk, disk),
  };
}

/** Measured on the real server by scripts/measure/size.js; the constants do not come from these. */
const checks = measured.runs.filter(
  ({ objects, mediaSize }) => !fittedTo.includes(objects) && mediaSize === 0,
);

describe('the prediction', () => {
  it('is checked on more objects than its constants come from', () => {
    for (const { objects } of checks) expect(objects).toBeGreaterThan(Math.max(...fittedTo));
  });

  it('is within 15% for at least six variants', () => {
    const isClose = ({ memory, disk }: Deviations) => Math.max(Math.abs(memory), Math.abs(disk)) < 0.15;
    const close = checks.filter((found) => isClose(deviations(found))).map(({ variant }) => variant);
    expect(new Set(close).size).toBeGreaterThanOrEqual(6);
  });

  // The log of a graph takes two to three times as much until the server condenses it, which it does with large logs.
  it.each(checks)('is close for $objects objects of $variant, and never much too low', (found) => {
    const { memory, disk } = deviations(found);
    expect(Math.abs(memory)).toBeLessThan(0.15);
    expect(disk).toBeGreaterThan(-0.15);
    expect(disk).toBeLessThan(0.2);
  });

  it.each(measured.runs)('covers the import of $objects objects into $variant', (found) => {
    const predicted = predict(found.variant, found.objects, {
      trainingLimit,
      storedMedia: found.mediaSize,
    });
    expect(found.liveHeapImporting).toBeLessThan(predicted.memoryImporting);
    expect(found.diskImporting).toBeLessThan(predicted.recommendedStorage);
  });
});

describe('the limits', () => {
  it.each(limits)('of $variant hold in a container', ({ variant, objects, below, recommended }) => {
    const { minimumLimit, recommendedLimit } = predict(variant, objects, { trainingLimit });
    expect(below.limit / minimumLimit).toBeCloseTo(0.9, 2);
    expect(below.imported).toBeLessThan(objects);
    expect(below.killed || below.error !== '').toBe(true);
    expect(recommended).toMatchObject({
      limit: recommendedLimit,
      imported: objects,
      error: '',
      killed: false,
    });
  });

  it('are far enough apart', () => {
    for (const variant of SIZE_VARIANTS)
      for (const objects of [1, 1000, 100_000, 10_000_000]) {
        const { minimumLimit, recommendedLimit } = predict(variant, objects);
        expect(recommendedLimit).toBeGreaterThan(minimumLimit * 1.2);
        expect(recommendedLimit).toBeGreaterThanOrEqual(GIB);
      }
  });
});

describe('sq and pq', () => {
  it.each(SIZE_VARIANTS.filter((variant) => /-[sp]q$/.test(variant)))(
    '%s does not compress before its training limit',
    (variant) => {
      const none = predict('hnsw-none', 99_999);
      expect(predict(variant, 99_999)).toEqual(none);
      expect(none.compressed).toBe(false);
      const compressed = predict(variant, 100_000);
      expect(compressed.compressed).toBe(true);
      expect(compressed.memoryAtRest).toBeLessThan(none.memoryAtRest / 2);
      // The uncompressed vectors are in memory until then.
      expect(compressed.memoryImporting).toBeGreaterThanOrEqual(none.memoryImporting);
    },
  );
});

describe('media', () => {
  it('takes 4/3 of its size on disk, and no memory', () => {
    const [without, stored] = [0, 300_000].map((storedMedia) =>
      predict('hnsw-rq-8', 1_000_000, { storedMedia }),
    );
    expect((stored?.disk ?? 0) - (without?.disk ?? 0)).toBe(400_000 * 1_000_000);
    expect(stored?.memoryAtRest).toBe(without?.memoryAtRest);
    expect(stored?.recommendedLimit).toBe(without?.recommendedLimit);
  });
});

it('a variant that was not measured is an error', () => {
  expect(() => predict('hnsw-odd', 1)).toThrow(RangeError);
});
