import { describe, expect, it } from 'vitest';
import { CheckFailure } from '../../src/smoke/checkFailure.ts';
import type { SmokeObject } from '../../src/smoke/objects.ts';
import { verifyExactMatch, verifyMixedDistance } from '../../src/smoke/verifySearch.ts';

const MINE: SmokeObject = { id: 'mine', title: 'mine', properties: {} };
const MIXED: SmokeObject = { id: 'mixed', title: 'the mixed one', properties: {} };
const hit = (id: string, distance?: number) => ({ id, distance });

describe('judge', () => {
  it.each([
    ['alone', [hit('mine', 0)], 'distance 0.0000'],
    ['before another', [hit('mine', 0), hit('other', 0.5)], 'distance 0.0000, next 0.5000'],
    // Weaviate computes in 32 bits.
    ['with float noise', [hit('mine', -1.2e-6)], 'distance 0.0000'],
    ['up to a thousandth away', [hit('mine', 0.001)], 'distance 0.0010'],
    ['before one without a distance', [hit('mine', 0), hit('other')], 'distance 0.0000'],
    // The two IMU samples are 0.003 apart in a model with random weights.
    ['before one that is very near', [hit('mine', 0), hit('other', 0.003)], 'next 0.0030'],
    ['after one that is as near', [hit('other', 0), hit('mine', 0)], 'distance 0.0000, next 0.0000'],
  ])('is content with the object %s', (_how, hits, seen) => {
    expect(verifyExactMatch(hits, MINE)).toContain(seen);
  });

  it.each([
    ['nothing', [], 'index: the search found nothing'],
    // What weaviate-client 3.12.1 does for IMU.
    ['no distance', [hit('mine'), hit('other')], 'index: the search was not carried out'],
    ['another first', [hit('other', 0.1), hit('mine', 0.2)], 'inference: the same input got another vector'],
    ['another only', [hit('other', 0)], 'inference: another object came first (distance 0.0000)'],
    ['another vector', [hit('mine', 0.002)], 'inference: the same input got another vector'],
    ['an opposite vector', [hit('mine', -0.5)], 'inference: the same input got another vector'],
  ])('is not content with %s', (_what, hits, message) => {
    const act = () => verifyExactMatch(hits, MINE);
    expect(act).toThrow(CheckFailure);
    expect(act).toThrow(message);
  });
});

describe('judge of an object with other media in its vector', () => {
  /** A vector in the plane, at an angle whose cosine is known. */
  const at = (cosine: number) => [cosine, Math.sqrt(1 - cosine ** 2)];
  const vectors = (cosine: number) => ({ sample: [1, 0], mixed: at(cosine).map((x) => 7 * x) });

  // Measured with the real code and random weights: what came first was not what the sample belongs to.
  it.each([
    ['text', 0.9083, 0.9023],
    ['audio', 0.6604, 0.6465],
    ['thermal', 0.6212, 0.6872],
    ['imu', 0.5835, 0.6494],
    ['depth', 1.2, 0.1],
  ])('goes by the distance that the vectors predict, not by rank: %s', (_kind, distance, other) => {
    const hits = [hit('mine', 0), hit('other', other), hit('mixed', distance)];
    expect(verifyMixedDistance(hits, MINE, MIXED, vectors(1 - distance))).toBe(
      `the object with all media at ${distance.toFixed(4)}, as the stored vectors say`,
    );
  });

  it('allows for a query that is a little off', () => {
    const hits = [hit('mine', 1e-4), hit('mixed', 0.51)];
    expect(verifyMixedDistance(hits, MINE, MIXED, vectors(0.5))).toContain('0.5100');
  });

  it.each([
    ['another distance', [hit('mine', 0), hit('mixed', 0.51)], 0.5, 'is at distance 0.5100, and the stored'],
    ['no such object', [hit('mine', 0)], 0.5, 'index: the search does not find the mixed one'],
    ['a vector that is no number', [hit('mine', 0), hit('mixed', 0.5)], Number.NaN, 'the stored vectors say'],
  ])('is not content with %s', (_what, hits, cosine, message) => {
    expect(() => verifyMixedDistance(hits, MINE, MIXED, vectors(cosine))).toThrow(message);
  });
});
