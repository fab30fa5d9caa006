import { describe, expect, it } from 'vitest';
import type { Modality } from '../../src/facts/modalities.ts';
import { CheckFailure } from '../../src/smoke/checkFailure.ts';
import { cosine, lengthMismatch, verifyVectors } from '../../src/smoke/vectors.ts';

/** A vector of the right size, of its own for each seed. */
const vector = (seed: number, length = 1024) => Array.from({ length }, (_, i) => Math.sin((i + 1) * seed));
const stored = (...vectors: (readonly number[] | undefined)[]) =>
  vectors.map((default_, i) => ({ id: `id${i}`, vectors: default_ ? { default: default_ } : {} }));

describe('judgeVectors', () => {
  it.each([
    ['one', stored(vector(1)), ['default'], '1 vectors of 1024 finite numbers'],
    ['three', stored(vector(1), vector(2), vector(3)), ['default'], '3 vectors of 1024 finite numbers'],
    ['none', [], ['default'], '0 vectors'],
    [
      'two of each object',
      [
        { id: 'a', vectors: { text: vector(1), image: vector(2) } },
        { id: 'b', vectors: { text: vector(3), image: vector(4) } },
      ],
      ['text', 'image'],
      '4 vectors of 1024 finite numbers',
    ],
    // A text and an image may well have the same vector: that is what the model is for.
    [
      'the same under two names',
      [{ id: 'a', vectors: { text: vector(1), image: vector(1) } }],
      ['text', 'image'],
      '2 vectors',
    ],
  ])('is content with %s', (_what, objects, names, seen) => {
    expect(verifyVectors(objects, names)).toContain(seen);
  });

  it.each([
    ['a missing vector', stored(vector(1), undefined), 'module: vector default of object id1 is missing'],
    ['an empty vector', stored([]), 'is missing'],
    [
      'a short vector',
      stored(vector(1, 512)),
      'inference: vector default of object id0 has 512 numbers instead of 1024',
    ],
    ['a long vector', stored(vector(1, 1025)), 'has 1025 numbers instead of 1024'],
    ['a zero vector', stored(vector(0)), 'is zero'],
    ['not a number', stored([...vector(1).slice(1), Number.NaN]), 'holds numbers that are not finite'],
    ['infinity', stored([...vector(1).slice(1), Number.POSITIVE_INFINITY]), 'not finite'],
    [
      'twins',
      stored(vector(1), vector(2), vector(1)),
      'inference: two different objects have the same vector',
    ],
    [
      'twins of another length',
      stored(
        vector(1),
        vector(1).map((x) => 9 * x),
      ),
      'have the same vector',
    ],
  ])('is not content with %s', (_what, objects, message) => {
    const act = () => verifyVectors(objects, ['default']);
    expect(act).toThrow(CheckFailure);
    expect(act).toThrow(message);
  });
});

it.each([
  [[1, 0], [1, 0], 1],
  [[1, 0], [5, 0], 1],
  [[1, 0], [0, 1], 0],
  [[1, 0], [-2, 0], -1],
  [[3, 4], [4, 3], 0.96],
])('cosine of %j and %j is %d', (a, b, expected) => {
  expect(cosine(a, b)).toBeCloseTo(expected, 12);
});

// Measured on the real server, with the initial and the trained scale of texts.
it.each<[Modality, number]>([
  ['text', 14.286],
  ['text', 100],
  ['image', 1],
  ['audio', 20],
  ['audio', 17.2],
  ['video', 0.996],
  ['thermal', 10],
  ['imu', 5],
  ['depth', 5],
])('%s may be %d long', (modality, length) => {
  expect(lengthMismatch(modality, length)).toBeUndefined();
});

it.each<[Modality, number, string]>([
  ['text', 1, '14.3 to 100'],
  ['text', 300, '14.3 to 100'],
  ['image', 1.05, '1'],
  ['audio', 21, '20'],
  ['audio', 1, '20'],
  ['video', 3, '1'],
  ['thermal', 1, '10'],
  ['imu', 4.9, '5'],
  ['depth', 0, '5'],
  ['depth', Number.NaN, '5'],
])('%s is not %d long', (modality, length, expected) => {
  expect(lengthMismatch(modality, length)).toBe(expected);
});
