import { describe, expect, it } from 'vitest';
import {
  type LayerState,
  type LayerWaitOptions,
  type WaitOptions,
  waitFor,
  waitForLayer,
} from '../../src/targets/shared/waitFor.ts';
import { failureOf } from '../support/failure.ts';
import { capturedOutput } from '../support/output.ts';

const READY: LayerState = { state: 'ready' };
const waiting = (detail: string): LayerState => ({ state: 'waiting', detail });
const never = new AbortController().signal;

function options(more: Partial<WaitOptions> = {}): WaitOptions {
  return { layer: 'Weaviate', timeout: 60, interval: 1, signal: never, suggestion: 'see the log', ...more };
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
    await expect(waitFor(looks(READY), options({ timeout: 0 }))).resolves.toBeUndefined();
  });

  it('fails when the time is over, with what it saw last', async () => {
    const failure = await failureOf(() => waitFor(looks(waiting('refused')), options({ timeout: 0.02 })));
    expect(failure).toMatchObject({
      exitCode: 1,
      code: 'not-ready',
      message: 'Weaviate was not ready within 0.02 s',
      detail: 'refused',
      suggestion: 'see the log',
    });
  });

  it('fails at once where the layer never gets ready', async () => {
    const look = looks({ state: 'failed', detail: 'its process has ended' });
    const failure = await failureOf(() => waitFor(look, options()));
    expect(failure).toMatchObject({
      code: 'not-ready',
      message: 'Weaviate failed to start',
      detail: 'its process has ended',
      suggestion: 'see the log',
    });
  });

  it('prefers the suggestion of the look', async () => {
    const look = looks({ state: 'failed', detail: 'no memory', suggestion: 'give it more' });
    expect((await failureOf(() => waitFor(look, options()))).suggestion).toBe('give it more');
  });

  it.each([
    ['fatal: no memory', 'ended; the end of its log:\nfatal: no memory'],
    ['', 'ended'],
  ])('shows the evidence %j', async (log, detail) => {
    const look = looks({ state: 'failed', detail: 'ended' });
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

describe('waitForLayer', () => {
  /** The events of a wait, without the time that they took. */
  async function events(
    look: () => Promise<LayerState>,
    more: Partial<LayerWaitOptions> = {},
    signal = never,
  ) {
    const captured = capturedOutput();
    const out = captured.out.withJsonLines();
    const layer = { title: 'Weaviate', timeout: 60, interval: 1, suggestion: 'see the log', ...more };
    const failure = await waitForLayer({ out, signal }, look, layer).catch((error: unknown) => error);
    const lines = captured.said().trim().split('\n');
    return { failure, shown: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  }
  const texts = (shown: readonly Record<string, unknown>[]) =>
    shown.map(({ event, text }) => `${event}: ${text}`.replace(/\d+\.\d s/, 'N s'));

  it('shows what is seen, and how long it took', async () => {
    const { shown } = await events(looks(waiting('refused'), waiting('it answers 503'), READY), {
      subject: { phase: 'weaviate', service: 'weaviate' },
    });
    expect(texts(shown)).toEqual([
      'start: Weaviate: starting',
      'progress: Weaviate: refused',
      'progress: Weaviate: it answers 503',
      'done: Weaviate is ready (N s)',
    ]);
    expect(shown.every(({ phase, service }) => phase === 'weaviate' && service === 'weaviate')).toBe(true);
  });

  it.each([
    ['as often as it is told', 0, ['a', 'b (loading 1)', 'c (loading 2)']],
    ['and not more often', 3_600_000, ['a', 'b', 'c']],
  ])('shows what the layer says last, where there is a log, %s', async (_how, pause, seen) => {
    const said = ['loading 1', 'loading 2'];
    let hasLog = false;
    const reader = () => {
      const read = hasLog ? async () => said.shift() ?? '' : undefined;
      hasLog = true;
      return read;
    };
    const look = looks(waiting('a'), waiting('b'), waiting('c'), READY);
    const { shown } = await events(look, { interval: 5, log: { pause, reader } });
    expect(texts(shown).slice(1, -1)).toEqual(seen.map((text) => `progress: Weaviate: ${text}`));
  });

  it('adds what there is to tell of a layer that is ready', async () => {
    const { shown } = await events(looks(READY), { note: () => 'image of 1 GiB pulled' });
    expect(texts(shown).at(-1)).toBe('done: Weaviate is ready (N s, image of 1 GiB pulled)');
  });

  it('says that it is not ready, and hands the failure on', async () => {
    const { failure, shown } = await events(looks({ state: 'failed', detail: 'its process has ended' }));
    expect(texts(shown).at(-1)).toBe('fail: Weaviate is not ready');
    expect(failure).toMatchObject({ code: 'not-ready', message: 'Weaviate failed to start' });
  });

  it('says that it was interrupted', async () => {
    const { shown } = await events(looks(READY), {}, AbortSignal.abort());
    expect(texts(shown).at(-1)).toBe('fail: Weaviate: interrupted');
  });
});
