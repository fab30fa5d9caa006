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
  /** Milliseconds between probes. */
  readonly interval?: number;
  readonly signal: AbortSignal;
  /** Called with the detail of the last probe. */
  readonly onWaiting?: (detail: string) => unknown;
  readonly suggestion: string;
  /** The end of the log, shown if the layer does not become ready. */
  readonly evidence?: () => Promise<string>;
}

/**
 * Probes a layer until it is ready.
 * @throws Failure `not-ready` (failed) that names the layer and the result of the last probe; `interrupted`
 */
export async function waitFor(probe: () => Promise<LayerState>, options: WaitOptions): Promise<void> {
  const { layer, timeout, interval = 250, signal, onWaiting, suggestion } = options;
  const deadline = now() + timeout * 1000;
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
    await onWaiting?.(result.detail);
    await sleep(interval, signal);
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
  let lastRead = { at: 0, line: '' };
  const onWaiting = async (detail: string) => {
    const read = log?.reader();
    if (log && read && now() - lastRead.at > log.interval) lastRead = { at: now(), line: await read() };
    step.update(
      `${title}: ${detail}${read === undefined || lastRead.line === '' ? '' : ` (${lastRead.line})`}`,
    );
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
