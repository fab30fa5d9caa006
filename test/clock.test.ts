import { describe, expect, it } from 'vitest';
import { sleep, withDeadline } from '../src/clock.ts';

/** Work that ends only with its signal. */
const endless = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });

describe('withDeadline', () => {
  it('returns what the work returns, and throws what it throws', async () => {
    expect(await withDeadline(60_000, undefined, async () => 'done')).toBe('done');
    const fails = async () => {
      throw new Error('a fault');
    };
    await expect(withDeadline(60_000, undefined, fails)).rejects.toThrow('a fault');
  });

  it('ends the work when its time is over', async () => {
    await expect(withDeadline(1, undefined, endless)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it.each([
    ['before', (end: () => void) => end()],
    ['while it works', (end: () => void) => setImmediate(end)],
  ])('ends the work with the reason of the signal that is aborted %s', async (_when, soon) => {
    const interruption = new AbortController();
    soon(() => interruption.abort(new Error('Ctrl-C')));
    await expect(withDeadline(60_000, interruption.signal, endless)).rejects.toThrow('Ctrl-C');
  });
});

it('sleeps no longer than its signal lets it, and without an error', async () => {
  await expect(sleep(60_000, AbortSignal.abort())).resolves.toBeUndefined();
  await expect(sleep(1)).resolves.toBeUndefined();
});
