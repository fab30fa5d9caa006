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
  readonly onWaiting?: (seen: string) => unknown;
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
    const seen = await probe();
    if (seen.state === 'ready') return;
    const late = now() > deadline;
    if (seen.state === 'failed' || late) {
      const log = (await options.evidence?.()) ?? '';
      throw new Failure('failed', {
        code: 'not-ready',
        message: late ? `${layer} was not ready within ${timeout} s` : `${layer} failed to start`,
        detail: log === '' ? seen.detail : `${seen.detail}; the end of its log:\n${log}`,
        suggestion: (seen.state === 'failed' ? seen.suggestion : undefined) ?? suggestion,
      });
    }
    await onWaiting?.(seen.detail);
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
    readonly pause: number;
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
  let logged = { at: 0, line: '' };
  const onWaiting = async (seen: string) => {
    const read = log?.reader();
    if (log && read && now() - logged.at > log.pause) logged = { at: now(), line: await read() };
    step.update(`${title}: ${seen}${read === undefined || logged.line === '' ? '' : ` (${logged.line})`}`);
  };
  try {
    await waitFor(probe, { ...options, layer: title, signal, onWaiting });
  } catch (error) {
    step.fail(signal.aborted ? `${title}: interrupted` : `${title} is not ready`);
    throw error;
  }
  const seconds = `${((now() - started) / 1000).toFixed(1)} s`;
  const facts = [seconds, note?.()].filter((fact) => fact !== undefined).join(', ');
  step.done(`${title} is ready ${out.colors.dim(`(${facts})`)}`);
}
