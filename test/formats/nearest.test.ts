import { expect, it } from 'vitest';
import { didYouMean, nearest } from '../../src/formats/nearest.ts';

const KNOWN = ['generate', 'validate', 'up', 'status'];

it.each([
  ['genrate', 'generate'],
  ['GENERATE', 'generate'],
  ['valdiate', 'validate'],
  ['stats', 'status'],
  ['u', 'up'],
  ['frobnicate', undefined],
  ['xyzxyzxyz', undefined],
])('%s means %s', (name, expected) => {
  expect(nearest(name, KNOWN)).toBe(expected);
});

it('knows nothing where nothing is known', () => {
  expect(nearest('up', [])).toBeUndefined();
});

it.each([
  ['genrate', 'did you mean generate?'],
  ['xyzxyzxyz', undefined],
])('asks for %s: %s', (name, question) => {
  expect(didYouMean(name, KNOWN)).toBe(question);
});
