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

/** A probe that returns one state after the other, then always the last one. */
function probeOf(...shown: LayerState[]): () => Promise<LayerState> {
  return async () => (shown.length > 1 ? shown.shift() : shown[0]) ?? READY;
}

describe('waitFor', () => {
  it('ends when the layer is ready, and reports each state before', async () => {
    const reported: string[] = [];
    const probe = probeOf(waiting('refused'), waiting('it returns 503'), READY);
    await waitFor(probe, options({ onWaiting: (detail) => reported.push(detail) }));
    expect(reported).toEqual(['refused', 'it returns 503']);
  });

  it('probes at least once, even with a timeout of 0', async () => {
    await expect(waitFor(probeOf(READY), options({ timeout: 0 }))).resolves.toBeUndefined();
  });

  it('fails after the timeout, with the last detail', async () => {
    const failure = await failureOf(() => waitFor(probeOf(waiting('refused')), options({ timeout: 0.02 })));
    expect(failure).toMatchObject({
      exitCode: 1,
      code: 'not-ready',
      message: 'Weaviate was not ready within 0.02 s',
      detail: 'refused',
      suggestion: 'see the log',
    });
  });

  it('fails at once if the layer can never become ready', async () => {
    const probe = probeOf({ state: 'failed', detail: 'its process has ended' });
    const failure = await failureOf(() => waitFor(probe, options()));
    expect(failure).toMatchObject({
      code: 'not-ready',
      message: 'Weaviate failed to start',
      detail: 'its process has ended',
      suggestion: 'see the log',
    });
  });

  it('prefers the suggestion of the probe', async () => {
    const probe = probeOf({ state: 'failed', detail: 'no memory', suggestion: 'give it more' });
    expect((await failureOf(() => waitFor(probe, options()))).suggestion).toBe('give it more');
  });

  it.each([
    ['fatal: no memory', 'ended; the end of its log:\nfatal: no memory'],
    ['', 'ended'],
  ])('shows the evidence %j', async (log, detail) => {
    const probe = probeOf({ state: 'failed', detail: 'ended' });
    const failure = await failureOf(() => waitFor(probe, options({ evidence: async () => log })));
    expect(failure.detail).toBe(detail);
  });

  it('stops when the user interrupts the wait', async () => {
    const interruption = new AbortController();
    const wait = waitFor(
      probeOf(waiting('refused')),
      options({
        signal: interruption.signal,
        interval: 60_000,
        onWaiting: () => interruption.abort(),
      }),
    );
    await expect(wait).rejects.toThrow('aborted');
  });

  it('does not probe if it was already interrupted', async () => {
    const probe = async (): Promise<LayerState> => {
      throw new Error('probed');
    };
    await expect(waitFor(probe, options({ signal: AbortSignal.abort() }))).rejects.toThrow('aborted');
  });

  it('passes on an error of the probe', async () => {
    const probe = async (): Promise<LayerState> => {
      throw new Error('a bug');
    };
    await expect(waitFor(probe, options())).rejects.toThrow('a bug');
  });
});

describe('waitForLayer', () => {
  /** The events of a wait, without the time that they took. */
  async function events(
    probe: () => Promise<LayerState>,
    more: Partial<LayerWaitOptions> = {},
    signal = never,
  ) {
    const captured = capturedOutput();
    const out = captured.out.withJsonLines();
    const layer = { title: 'Weaviate', timeout: 60, interval: 1, suggestion: 'see the log', ...more };
    const failure = await waitForLayer({ out, signal }, probe, layer).catch((error: unknown) => error);
    const lines = captured.said().trim().split('\n');
    return { failure, shown: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  }
  const texts = (shown: readonly Record<string, unknown>[]) =>
    shown.map(({ event, text }) => `${event}: ${text}`.replace(/\d+\.\d s/, 'N s'));

  it('shows each detail, and how long the wait took', async () => {
    const { shown } = await events(probeOf(waiting('refused'), waiting('it returns 503'), READY), {
      subject: { phase: 'weaviate', service: 'weaviate' },
    });
    expect(texts(shown)).toEqual([
      'start: Weaviate: starting',
      'progress: Weaviate: refused',
      'progress: Weaviate: it returns 503',
      'done: Weaviate is ready (N s)',
    ]);
    expect(shown.every(({ phase, service }) => phase === 'weaviate' && service === 'weaviate')).toBe(true);
  });

  it.each([
    ['as soon as it has been read', -1, ['a', 'b', 'c (loading 1)']],
    ['at most once per interval', 3_600_000, ['a', 'b', 'c']],
  ])('shows the last line of the log, if there is one, %s', async (_how, pause, expected) => {
    const lines = ['loading 1', 'loading 2'];
    let hasLog = false;
    const reader = () => {
      const read = hasLog ? async () => lines.shift() ?? '' : undefined;
      hasLog = true;
      return read;
    };
    const probe = probeOf(waiting('a'), waiting('b'), waiting('c'), READY);
    const { shown } = await events(probe, { interval: 5, log: { interval: pause, reader } });
    expect(texts(shown).slice(1, -1)).toEqual(expected.map((text) => `progress: Weaviate: ${text}`));
  });

  it('adds a note to the final line', async () => {
    const { shown } = await events(probeOf(READY), { note: () => 'image of 1 GiB pulled' });
    expect(texts(shown).at(-1)).toBe('done: Weaviate is ready (N s, image of 1 GiB pulled)');
  });

  it('reports that the layer is not ready, and passes on the failure', async () => {
    const { failure, shown } = await events(probeOf({ state: 'failed', detail: 'its process has ended' }));
    expect(texts(shown).at(-1)).toBe('fail: Weaviate is not ready');
    expect(failure).toMatchObject({ code: 'not-ready', message: 'Weaviate failed to start' });
  });

  it('reports an interruption', async () => {
    const { shown } = await events(probeOf(READY), {}, AbortSignal.abort());
    expect(texts(shown).at(-1)).toBe('fail: Weaviate: interrupted');
  });
});
