import { expect, it } from 'vitest';
import type { Modality } from '../../src/facts/modalities.ts';
import { strangeLength } from '../../src/smoke/imageBindLengths.ts';

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
  expect(strangeLength(modality, length)).toBeUndefined();
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
  expect(strangeLength(modality, length)).toBe(expected);
});
