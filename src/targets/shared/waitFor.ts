import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import type { StepSubject } from '../../terminal/output.ts';

/** The state of a layer: it is ready, it may still become so, or it never will. */
export type LayerState =
  | { readonly state: 'ready' }
  | { readonly state: 'waiting'; readonly detail: string }
  | { readonly state: 'failed'; readonly detail: string; readonly suggestion?: string };

export interface WaitOptions {
  /** Subject of the messages: `Weaviate`, `the inference server`. */
  readonly layer: string;
  /** Seconds after which it counts as failed. */
  readonly timeout: number;
  /** Milliseconds between probes. */
  readonly interval?: number;
  readonly signal: AbortSignal;
  /** Called with what the last probe has shown. */
  readonly onWaiting?: (seen: string) => unknown;
  readonly suggestion: string;
  /** What to show of a layer that did not get ready: the end of its log. */
  readonly evidence?: () => Promise<string>;
}

/**
 * Looks again and again until a layer is ready.
 * @throws Failure `not-ready` (failed) that names the layer and what was seen last; `interrupted`
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

/** A layer that is waited for in front of the user. */
export interface LayerWaitOptions extends Omit<WaitOptions, 'layer' | 'onWaiting' | 'signal'> {
  /** Begins each of its lines: `Weaviate`. */
  readonly title: string;
  readonly subject?: StepSubject;
  /** What the layer itself says meanwhile. */
  readonly log?: {
    /** Milliseconds between looks at it. */
    readonly pause: number;
    /** How its last line is read; undefined while there is none to show. */
    readonly reader: () => (() => Promise<string>) | undefined;
  };
  /** What its last line tells beside the seconds. */
  readonly note?: () => string | undefined;
}

/**
 * Waits for a layer and shows how far it is, in a step of its own.
 * @throws Failure as `waitFor`
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
