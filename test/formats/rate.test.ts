import { expect, it } from 'vitest';
import { parseRate } from '../../src/formats/rate.ts';

it.each([
  ['20/s', 20],
  ['0.4/s', 0.4],
  ['90/min', 1.5],
  ['90/m', 1.5],
  ['7.2k/h', 2],
  ['864k/d', 10],
  ['6.048M/w', 10],
  [' 20 / s ', 20],
])('%s is %d objects per second', (text, rate) => {
  expect(parseRate(text)).toBeCloseTo(rate, 9);
});

it.each(['', '20', '0/s', '/s', '-1/s', '20/', '20/y', '20G/s', '1e3/s', '20 s'])(
  '%j is not a rate',
  (text) => {
    expect(parseRate(text)).toBeUndefined();
  },
);
