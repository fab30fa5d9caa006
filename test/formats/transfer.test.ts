import { describe, expect, it } from 'vitest';
import { remainingText, TransferRate, transferText } from '../../src/formats/transfer.ts';

describe('a transfer', () => {
  it.each([
    [0, 60e6, undefined, '0 of 60 MB'],
    [12e6, 60e6, 3.4e6, '12 of 60 MB, 3.4 MB/s, 15 s left'],
    [1.2e9, 10.4e9, 35e6, '1.2 of 10.4 GB, 35 MB/s, 4 min left'],
    [1.2e9, undefined, 35e6, '1.2 GB, 35 MB/s'],
    [60e6, 60e6, 3.4e6, '60 of 60 MB, 3.4 MB/s'],
    [1e6, 60e6, 0, '1.0 of 60 MB, 0 kB/s'],
    [500, undefined, 900, '0.5 kB, 0.9 kB/s'],
  ])('of %d of %s bytes at %s bytes per second: %s', (received, total, rate, text) => {
    expect(transferText(received, total, rate)).toBe(text);
  });

  it.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [99, '99 s'],
    [100, '2 min'],
    [264, '4 min'],
    [1800, '30 min'],
    [3600, '1 h'],
    [7500, '2 h 5 min'],
  ])('%d seconds: %s', (seconds, text) => {
    expect(remainingText(seconds)).toBe(text);
  });

  it('has the rate of its last ten seconds', () => {
    const rate = new TransferRate();
    expect(rate.rate(0, 0)).toBeUndefined();
    expect(rate.rate(100, 500)).toBeUndefined();
    expect(rate.rate(1000, 1000)).toBe(1000);
    for (let second = 2; second <= 10; second += 1) rate.rate(second * 1000, second * 1000);
    // The network gets slower: the fast seconds are forgotten.
    for (let second = 11; second <= 40; second += 1) rate.rate(10_000 + second, second * 1000);
    expect(rate.rate(10_041, 41_000)).toBe(1);
  });
});
