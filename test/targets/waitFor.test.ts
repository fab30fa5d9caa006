import { describe, expect, it } from 'vitest';
import { type LayerState, type WaitOptions, waitFor } from '../../src/targets/shared/waitFor.ts';
import { failureOf } from '../support/failure.ts';

const READY: LayerState = { state: 'ready' };
const waiting = (seen: string): LayerState => ({ state: 'waiting', seen });
const never = new AbortController().signal;

function options(more: Partial<WaitOptions> = {}): WaitOptions {
  return { layer: 'Weaviate', budget: 60, interval: 1, signal: never, suggestion: 'see the log', ...more };
}

/** Looks that show one thing after the other, the last one for good. */
function looks(...shown: LayerState[]): () => Promise<LayerState> {
  return async () => (shown.length > 1 ? shown.shift() : shown[0]) ?? READY;
}

describe('waitFor', () => {
  it('ends when the layer is ready, and tells what it saw before', async () => {
    const told: string[] = [];
    const look = looks(waiting('refused'), waiting('it answers 503'), READY);
    await waitFor(look, options({ onWaiting: (seen) => told.push(seen) }));
    expect(told).toEqual(['refused', 'it answers 503']);
  });

  it('looks at least once, even without any time', async () => {
    await expect(waitFor(looks(READY), options({ budget: 0 }))).resolves.toBeUndefined();
  });

  it('fails when the time is over, with what it saw last', async () => {
    const failure = await failureOf(() => waitFor(looks(waiting('refused')), options({ budget: 0.02 })));
    expect(failure).toMatchObject({
      exitCode: 1,
      code: 'not-ready',
      message: 'Weaviate was not ready within 0.02 s',
      detail: 'refused',
      suggestion: 'see the log',
    });
  });

  it('fails at once where the layer never gets ready', async () => {
    const look = looks({ state: 'failed', seen: 'its process has ended' });
    const failure = await failureOf(() => waitFor(look, options()));
    expect(failure).toMatchObject({
      code: 'not-ready',
      message: 'Weaviate failed to start',
      detail: 'its process has ended',
      suggestion: 'see the log',
    });
  });

  it('prefers the suggestion of the look', async () => {
    const look = looks({ state: 'failed', seen: 'no memory', suggestion: 'give it more' });
    expect((await failureOf(() => waitFor(look, options()))).suggestion).toBe('give it more');
  });

  it.each([
    ['fatal: no memory', 'ended; the end of its log:\nfatal: no memory'],
    ['', 'ended'],
  ])('shows the evidence %j', async (log, detail) => {
    const look = looks({ state: 'failed', seen: 'ended' });
    const failure = await failureOf(() => waitFor(look, options({ evidence: async () => log })));
    expect(failure.detail).toBe(detail);
  });

  it('ends when the user interrupts while it waits', async () => {
    const interruption = new AbortController();
    const wait = waitFor(
      looks(waiting('refused')),
      options({
        signal: interruption.signal,
        interval: 60_000,
        onWaiting: () => interruption.abort(),
      }),
    );
    await expect(wait).rejects.toThrow('aborted');
  });

  it('does not look when it was interrupted before', async () => {
    const look = async (): Promise<LayerState> => {
      throw new Error('looked');
    };
    await expect(waitFor(look, options({ signal: AbortSignal.abort() }))).rejects.toThrow('aborted');
  });

  it('hands a fault of the look on', async () => {
    const look = async (): Promise<LayerState> => {
      throw new Error('a bug');
    };
    await expect(waitFor(look, options())).rejects.toThrow('a bug');
  });
});
