import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countText, parseCount } from '../../src/formats/count.ts';

it.each([
  ['1', 1],
  ['1200000', 1_200_000],
  ['200k', 200_000],
  ['200K', 200_000],
  ['5M', 5_000_000],
  ['1.1M', 1_100_000],
  ['1.5 M', 1_500_000],
  ['2G', 2_000_000_000],
  ['0', undefined],
  ['0.5', undefined],
  ['1.0005k', undefined],
  ['', undefined],
  ['-5', undefined],
  ['5Mi', undefined],
  ['1e6', undefined],
  ['k', undefined],
  ['11G', undefined],
])('%j is %j', (text, count) => {
  expect(parseCount(text)).toBe(count);
});

it.each([
  [5_000_000, '5M'],
  [1_250_000, '1.25M'],
  [1_234_567, '1234567'],
  [200_000, '200k'],
  [999, '999'],
])('%d is written as %s', (count, text) => {
  expect(countText(count)).toBe(text);
});

it('reads what it writes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e10 }), (count) => {
      expect(parseCount(countText(count))).toBe(count);
    }),
  );
});
