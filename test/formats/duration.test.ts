import { describe, expect, it } from 'vitest';
import { parseDuration, secondsText } from '../../src/formats/duration.ts';
import { fc } from '../support/properties.ts';

describe('parseDuration', () => {
  it.each([
    ['600s', 600],
    ['10m', 600],
    ['1h', 3600],
    ['1h30m', 5400],
    ['1h1m1s', 3661],
    ['2m5s', 125],
    ['0s', 0],
    ['007s', 7],
  ])('%j is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    '',
    '600',
    's',
    '10 m',
    ' 10m',
    '10M',
    '1.5h',
    '-5m',
    '500ms',
    '1d',
    '30m1h',
    '5s5s',
    '1h\n',
    `${'9'.repeat(20)}s`,
  ])('%j is not a duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  // The limit is int32, the type of a Kubernetes probe. Go's durations allow 292 years.
  it.each([
    ['2147483647s', 2_147_483_647],
    ['2147483648s', undefined],
    ['596524h', undefined],
  ])('%j is %j, the limit of all targets', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });
});

it('parses any number of seconds that it has written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seconds) => {
      expect(parseDuration(secondsText(seconds))).toBe(seconds);
    }),
  );
});

it('adds up hours, minutes and seconds', () => {
  const part = fc.option(fc.integer({ min: 0, max: 999 }), { nil: undefined });
  fc.assert(
    fc.property(part, part, part, (h, m, s) => {
      const text = [h, m, s].map((n, i) => (n === undefined ? '' : `${n}${'hms'[i]}`)).join('');
      const expected = text === '' ? undefined : (h ?? 0) * 3600 + (m ?? 0) * 60 + (s ?? 0);
      expect(parseDuration(text)).toBe(expected);
    }),
  );
});
