import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import type { StepSubject } from '../../terminal/output.ts';

/** The state of a layer: ready, not ready yet, or failed for good. */
export type LayerState =
  | { readonly state: 'ready' }
  | { readonly state: 'waiting'; readonly detail: string }
  | { readonly state: 'failed'; readonly detail: string; readonly suggestion?: string };

export interface WaitOptions {
  /** Subject of the messages: `Weaviate`, `the inference server`. */
  readonly layer: string;
  /** Seconds after which the layer counts as failed. */
  readonly timeout: number;
  /** Milliseconds between probes; by default, a twentieth of the time waited so far. */
  readonly interval?: number;
  readonly signal: AbortSignal;
  /** Called with the detail of the last probe. */
  readonly onWaiting?: (detail: string) => unknown;
  readonly suggestion: string;
  /** The end of the log, shown if the layer does not become ready. */
  readonly evidence?: () => Promise<string>;
}

/**
 * Milliseconds until the next probe after a wait: readiness is seen at most 5% late, and a wait of minutes does not cost
 * many probes.
 */
function pauseAfter(waited: number): number {
  return Math.min(Math.max(waited / 20, 50), 1000);
}

/**
 * Probes a layer until it is ready.
 * @throws Failure `not-ready` (failed) that names the layer and the result of the last probe; `interrupted`
 */
export async function waitFor(probe: () => Promise<LayerState>, options: WaitOptions): Promise<void> {
  const { layer, timeout, interval, signal, onWaiting, suggestion } = options;
  const started = now();
  const deadline = started + timeout * 1000;
  for (;;) {
    signal.throwIfAborted();
    const result = await probe();
    if (result.state === 'ready') return;
    const isLate = now() > deadline;
    if (result.state === 'failed' || isLate) {
      const log = (await options.evidence?.()) ?? '';
      throw new Failure('failed', {
        code: 'not-ready',
        message: isLate ? `${layer} was not ready within ${timeout} s` : `${layer} failed to start`,
        detail: log === '' ? result.detail : `${result.detail}; the end of its log:\n${log}`,
        suggestion: (result.state === 'failed' ? result.suggestion : undefined) ?? suggestion,
      });
    }
    onWaiting?.(result.detail);
    await sleep(interval ?? pauseAfter(now() - started), signal);
  }
}

/** Options of a wait that shows its progress. */
export interface LayerWaitOptions extends Omit<WaitOptions, 'layer' | 'onWaiting' | 'signal'> {
  /** Start of each progress line: `Weaviate`. */
  readonly title: string;
  readonly subject?: StepSubject;
  /** Where the layer's own progress can be read. */
  readonly log?: {
    /** Milliseconds between reads. */
    readonly interval: number;
    /** Returns the function that reads its last line; undefined while there is no log. */
    readonly reader: () => (() => Promise<string>) | undefined;
  };
  /** Added to the seconds in the final line. */
  readonly note?: () => string | undefined;
}

/**
 * Waits for a layer and shows its progress as a step.
 * @throws Failure like `waitFor`
 */
export async function waitForLayer(
  { out, signal }: Pick<Context, 'out' | 'signal'>,
  probe: () => Promise<LayerState>,
  { title, subject, log, note, ...options }: LayerWaitOptions,
): Promise<void> {
  const started = now();
  const step = out.step(`${title}: starting`, subject);
  let readAt = started;
  let lastLine = '';
  const onWaiting = (detail: string) => {
    const read = log?.reader();
    if (log && read && now() - readAt > log.interval) {
      readAt = now();
      // Not awaited: a slow read does not delay the next probe. Without a log, the line is left out.
      read().then(
        (line) => {
          lastLine = line;
        },
        () => {},
      );
    }
    step.update(`${title}: ${detail}${read === undefined || lastLine === '' ? '' : ` (${lastLine})`}`);
  };
  try {
    await waitFor(probe, { ...options, layer: title, signal, onWaiting });
  } catch (error) {
    step.fail(signal.aborted ? `${title}: interrupted` : `${title} is not ready`);
    throw error;
  }
  const seconds = `${((now() - started) / 1000).toFixed(1)} s`;
  const notes = [seconds, note?.()].filter((text) => text !== undefined).join(', ');
  step.done(`${title} is ready ${out.colors.dim(`(${notes})`)}`);
}
