import { expect, it } from 'vitest';
import { parsePeriod, periodText } from '../../src/formats/period.ts';

it.each([
  ['2d', 172_800],
  ['1w', 604_800],
  ['1d12h', 129_600],
  ['90m', 5400],
  ['1h30m10s', 5410],
])('%s is %d seconds', (text, seconds) => {
  expect(parsePeriod(text)).toBe(seconds);
});

it.each(['', '2', '0d', '2 d', '-2d', '1h2d', '2y', '1.5d'])('%j is not a time', (text) => {
  expect(parsePeriod(text)).toBeUndefined();
});

it.each([
  [0, 'below 1 s'],
  [0.4, 'below 1 s'],
  [45, '45 s'],
  [119, '119 s'],
  [150, '2.5 min'],
  [7200, '2 h'],
  [36 * 3600, '36 h'],
  [20.4 * 86_400, '20 days'],
  [3 * 365 * 86_400, '3 years'],
  [5000 * 365 * 86_400, '5,000 years'],
])('%d seconds are %s', (seconds, text) => {
  expect(periodText(seconds)).toBe(text);
});
