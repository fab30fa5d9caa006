import { describe, expect, it } from 'vitest';
import { CheckFailure } from '../../src/smoke/checkFailure.ts';
import { judge } from '../../src/smoke/judge.ts';
import type { SmokeObject } from '../../src/smoke/objects.ts';

const MINE: SmokeObject = { id: 'mine', title: 'mine', properties: {} };
const hit = (id: string, distance?: number) => ({ id, distance });

describe('judge', () => {
  it.each([
    ['alone', [hit('mine', 0)], true, 'distance 0.0000'],
    ['before another', [hit('mine', 0), hit('other', 0.5)], true, 'distance 0.0000, next 0.5000'],
    // Weaviate computes in 32 bits.
    ['with float noise', [hit('mine', -1.2e-6)], true, 'distance 0.0000'],
    ['up to a thousandth away', [hit('mine', 0.001)], true, 'distance 0.0010'],
    // Of a balanced vector the sample is only a part.
    [
      'farther, as a part of its object',
      [hit('mine', 0.4), hit('other', 0.6)],
      false,
      'distance 0.4000, next',
    ],
    ['before one without a distance', [hit('mine', 0), hit('other')], true, 'distance 0.0000'],
  ])('is content with the object %s', (_how, hits, isWhole, seen) => {
    expect(judge(hits, MINE, isWhole)).toContain(seen);
  });

  it.each([
    ['nothing', [], true, 'index: the search found nothing'],
    // What weaviate-client 3.12.1 does for IMU.
    ['no distance', [hit('mine'), hit('other')], true, 'index: the search was not carried out'],
    ['another first', [hit('other', 0.1), hit('mine', 0.2)], true, 'index: another object came first'],
    ['another first at no distance', [hit('other', 0)], false, 'index: another object came first'],
    ['another vector', [hit('mine', 0.002)], true, 'inference: the same input got another vector'],
    ['an opposite vector', [hit('mine', -0.5)], true, 'inference: the same input got another vector'],
  ])('is not content with %s', (_what, hits, isWhole, message) => {
    const act = () => judge(hits, MINE, isWhole);
    expect(act).toThrow(CheckFailure);
    expect(act).toThrow(message);
  });
});
