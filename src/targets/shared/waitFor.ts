import { now, sleep } from '../../clock.ts';
import { Failure } from '../../errors.ts';

/** What a look at a layer shows: it is ready, it may still become so, or it never will. */
export type Look =
  | { readonly state: 'ready' }
  | { readonly state: 'waiting'; readonly seen: string }
  | { readonly state: 'failed'; readonly seen: string; readonly suggestion?: string };

export interface WaitOptions {
  /** Subject of the messages: `Weaviate`, `the inference server`. */
  readonly layer: string;
  /** Seconds after which it counts as failed. */
  readonly budget: number;
  /** Milliseconds between looks. */
  readonly interval?: number;
  readonly signal: AbortSignal;
  /** Told what the last look has shown. */
  readonly onWaiting?: (seen: string) => unknown;
  readonly suggestion: string;
  /** What to show of a layer that did not get ready: the end of its log. */
  readonly evidence?: () => Promise<string>;
}

/**
 * Looks again and again until a layer is ready.
 * @throws Failure `not-ready` (failed) that names the layer and what was seen last; `interrupted`
 */
export async function waitFor(look: () => Promise<Look>, options: WaitOptions): Promise<void> {
  const { layer, budget, interval = 250, signal, onWaiting, suggestion } = options;
  const deadline = now() + budget * 1000;
  for (;;) {
    signal.throwIfAborted();
    const seen = await look();
    if (seen.state === 'ready') return;
    const late = now() > deadline;
    if (seen.state === 'failed' || late) {
      const log = (await options.evidence?.()) ?? '';
      throw new Failure('failed', {
        code: 'not-ready',
        message: late ? `${layer} was not ready within ${budget} s` : `${layer} failed to start`,
        detail: log === '' ? seen.seen : `${seen.seen}; the end of its log:\n${log}`,
        suggestion: (seen.state === 'failed' ? seen.suggestion : undefined) ?? suggestion,
      });
    }
    await onWaiting?.(seen.seen);
    await sleep(interval, signal);
  }
}
