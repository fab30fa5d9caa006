import { describe, expect, it } from 'vitest';
import { verifyExactMatch, verifyMixedDistance } from '../../src/smoke/verifySearch.ts';
import { CheckFailure } from '../../src/weaviate/checkFailure.ts';
import type { WeaviateObject } from '../../src/weaviate/object.ts';

const MINE: WeaviateObject = { id: 'mine', title: 'mine', properties: {} };
const MIXED: WeaviateObject = { id: 'mixed', title: 'the mixed one', properties: {} };
const hit = (id: string, distance?: number) => ({ id, distance });

describe('verifyExactMatch', () => {
  it.each([
    ['is the only result', [hit('mine', 0)], 'distance 0.0000'],
    ['comes before another', [hit('mine', 0), hit('other', 0.5)], 'distance 0.0000, next 0.5000'],
    // Weaviate uses 32-bit floats.
    ['has a rounding error', [hit('mine', -1.2e-6)], 'distance 0.0000'],
    ['is a thousandth away', [hit('mine', 0.001)], 'distance 0.0010'],
    ['comes before one without a distance', [hit('mine', 0), hit('other')], 'distance 0.0000'],
    // The two IMU samples are 0.003 apart in a model with random weights.
    ['comes before one that is very near', [hit('mine', 0), hit('other', 0.003)], 'next 0.0030'],
    [
      'comes after one that is just as near',
      [hit('other', 0), hit('mine', 0)],
      'distance 0.0000, next 0.0000',
    ],
  ])('accepts an object that %s', (_how, hits, expected) => {
    expect(verifyExactMatch(hits, MINE)).toContain(expected);
  });

  it.each([
    ['no results', [], 'index: the search found nothing'],
    // weaviate-client 3.12.1 does this for IMU.
    ['no distance', [hit('mine'), hit('other')], 'index: Weaviate did not run the search'],
    [
      'another object first',
      [hit('other', 0.1), hit('mine', 0.2)],
      'inference: the same input got a different vector',
    ],
    ['another object only', [hit('other', 0)], 'inference: another object came first (distance 0.0000)'],
    ['a different vector', [hit('mine', 0.002)], 'inference: the same input got a different vector'],
    ['an opposite vector', [hit('mine', -0.5)], 'inference: the same input got a different vector'],
  ])('rejects %s', (_what, hits, message) => {
    const act = () => verifyExactMatch(hits, MINE);
    expect(act).toThrow(CheckFailure);
    expect(act).toThrow(message);
  });
});

describe('verifyMixedDistance', () => {
  /** A two-dimensional unit vector at the angle with this cosine. */
  const at = (cosine: number) => [cosine, Math.sqrt(1 - cosine ** 2)];
  const vectors = (cosine: number) => ({ sample: [1, 0], mixed: at(cosine).map((x) => 7 * x) });

  // Measured with the real code and random weights: an object without the sample came first.
  it.each([
    ['text', 0.9083, 0.9023],
    ['audio', 0.6604, 0.6465],
    ['thermal', 0.6212, 0.6872],
    ['imu', 0.5835, 0.6494],
    ['depth', 1.2, 0.1],
  ])(
    'compares with the distance of the stored vectors, regardless of rank: %s',
    (_modality, distance, other) => {
      const hits = [hit('mine', 0), hit('other', other), hit('mixed', distance)];
      expect(verifyMixedDistance(hits, MINE, MIXED, vectors(1 - distance))).toBe(
        `the object with all media at ${distance.toFixed(4)}, as expected from the stored vectors`,
      );
    },
  );

  it('tolerates a query vector that differs slightly', () => {
    const hits = [hit('mine', 1e-4), hit('mixed', 0.51)];
    expect(verifyMixedDistance(hits, MINE, MIXED, vectors(0.5))).toContain('0.5100');
  });

  it.each([
    [
      'a different distance',
      [hit('mine', 0), hit('mixed', 0.51)],
      0.5,
      'is at distance 0.5100, but according to the stored',
    ],
    ['no such object', [hit('mine', 0)], 0.5, 'index: the search does not find the mixed one'],
    ['NaN in a vector', [hit('mine', 0), hit('mixed', 0.5)], Number.NaN, 'according to the stored vectors'],
  ])('rejects %s', (_what, hits, cosine, message) => {
    expect(() => verifyMixedDistance(hits, MINE, MIXED, vectors(cosine))).toThrow(message);
  });
});
