import { describe, expect, it } from 'vitest';
import { sleep, withDeadline } from '../src/clock.ts';

/** Work that never ends, unless its signal is aborted. */
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

  it('aborts the work after its time limit', async () => {
    await expect(withDeadline(1, undefined, endless)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it.each([
    ['before', (end: () => void) => end()],
    ['during the work', (end: () => void) => setImmediate(end)],
  ])('aborts the work with the reason of a signal that is aborted %s', async (_when, soon) => {
    const interruption = new AbortController();
    soon(() => interruption.abort(new Error('Ctrl-C')));
    await expect(withDeadline(60_000, interruption.signal, endless)).rejects.toThrow('Ctrl-C');
  });
});

it('sleep ends early, without an error, if its signal is aborted', async () => {
  await expect(sleep(60_000, AbortSignal.abort())).resolves.toBeUndefined();
  await expect(sleep(1)).resolves.toBeUndefined();
});
