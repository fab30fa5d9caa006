import { describe, expect, it } from 'vitest';
import { MEASURED_SIZES } from '../../src/facts/measuredSizes.ts';
import { predict, SIZE_VARIANTS } from '../../src/sizing/predict.ts';
import measured from './measured.json' with { type: 'json' };

const { fittedTo, trainingLimit, limits } = MEASURED_SIZES;
const GIB = 1024 ** 3;

/** How far a prediction is from what was measured. */
const deviation = (predicted: number, found: number) => Math.abs(predicted / found - 1);

/** Measured on the real server by scripts/measure/size.js; the constants do not come from these. */
const checks = measured.runs.filter(
  ({ objects, mediaSize }) => !fittedTo.includes(objects) && mediaSize === 0,
);

describe('the prediction', () => {
  it('is checked on more objects than its constants come from', () => {
    expect(checks).not.toHaveLength(0);
    for (const { objects } of checks) expect(objects).toBeGreaterThan(Math.max(...fittedTo));
    expect(new Set(checks.map(({ variant }) => variant)).size).toBeGreaterThanOrEqual(6);
  });

  it.each(checks)('is within 15% for $objects objects of $variant', (found) => {
    const predicted = predict(found.variant, found.objects, { trainingLimit });
    expect(deviation(predicted.memoryAtRest, found.memoryAtRest)).toBeLessThan(0.15);
    expect(deviation(predicted.disk, found.disk)).toBeLessThan(0.15);
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
    expect(deviation(below.limit, minimumLimit * 0.9)).toBeLessThan(0.01);
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
