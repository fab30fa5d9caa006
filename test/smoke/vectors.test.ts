import { describe, expect, it } from 'vitest';
import type { Modality } from '../../src/facts/modalities.ts';
import { cosine, lengthMismatch, verifyVectors } from '../../src/smoke/vectors.ts';
import { CheckFailure } from '../../src/weaviate/checkFailure.ts';

/** A vector of the right size, different for each seed. */
const vector = (seed: number, length = 1024) => Array.from({ length }, (_, i) => Math.sin((i + 1) * seed));
const stored = (...vectors: (readonly number[] | undefined)[]) =>
  vectors.map((default_, i) => ({ id: `id${i}`, vectors: default_ ? { default: default_ } : {} }));

describe('verifyVectors', () => {
  it.each([
    ['one vector', stored(vector(1)), ['default'], '1 vectors of 1024 finite numbers'],
    [
      'three vectors',
      stored(vector(1), vector(2), vector(3)),
      ['default'],
      '3 vectors of 1024 finite numbers',
    ],
    ['no vectors', [], ['default'], '0 vectors'],
    [
      'two vectors per object',
      [
        { id: 'a', vectors: { text: vector(1), image: vector(2) } },
        { id: 'b', vectors: { text: vector(3), image: vector(4) } },
      ],
      ['text', 'image'],
      '4 vectors of 1024 finite numbers',
    ],
    // A text and an image may have the same vector: that is the purpose of the model.
    [
      'the same vector under two names',
      [{ id: 'a', vectors: { text: vector(1), image: vector(1) } }],
      ['text', 'image'],
      '2 vectors',
    ],
  ])('accepts %s', (_what, objects, names, expected) => {
    expect(verifyVectors(objects, names)).toContain(expected);
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
    ['NaN', stored([...vector(1).slice(1), Number.NaN]), 'contains numbers that are not finite'],
    ['infinity', stored([...vector(1).slice(1), Number.POSITIVE_INFINITY]), 'not finite'],
    [
      'duplicates',
      stored(vector(1), vector(2), vector(1)),
      'inference: two different objects have the same vector',
    ],
    [
      'duplicates with a different length',
      stored(
        vector(1),
        vector(1).map((x) => 9 * x),
      ),
      'have the same vector',
    ],
  ])('rejects %s', (_what, objects, message) => {
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

// Measured on the real server, with the initial and the trained scale of text.
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
])('%s vectors can have length %d', (modality, length) => {
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
])('%s vectors cannot have length %d', (modality, length, expected) => {
  expect(lengthMismatch(modality, length)).toBe(expected);
});
