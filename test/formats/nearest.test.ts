import { expect, it } from 'vitest';
import { didYouMean, limitedNearest, nearest } from '../../src/formats/nearest.ts';

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

it('finds nothing among no names', () => {
  expect(nearest('up', [])).toBeUndefined();
});

it.each([
  ['genrate', 'did you mean generate?'],
  ['xyzxyzxyz', undefined],
])('suggests for %s: %s', (name, question) => {
  expect(didYouMean(name, KNOWN)).toBe(question);
});

it('stops with thousands of known or mistyped names', () => {
  const many = Array.from({ length: 1001 }, (_, index) => `name${index}`);
  expect(nearest('nam1', many.slice(0, 1000))).toBe('name1');
  expect(nearest('nam1', many)).toBeUndefined();
  const near = limitedNearest();
  const found = Array.from({ length: 1001 }, () => near('genrate', KNOWN));
  expect(found.filter((name) => name === 'generate')).toHaveLength(1000);
  expect(found.at(-1)).toBeUndefined();
});
