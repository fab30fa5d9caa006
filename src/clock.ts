import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `work` with a signal that is aborted when `signal` is, or with a TimeoutError after `milliseconds`.
 * `AbortSignal.any` with `AbortSignal.timeout` is not reliable: the timeout can be garbage collected and then never
 * fires (nodejs/node#57736, Node 20 to 24).
 */
export async function withDeadline<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  const timer = setTimeout(() => controller.abort(late), milliseconds);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * The result of work that cannot be aborted: it is abandoned as soon as the signal is aborted.
 * @throws what `reason` says then; by default the reason of the signal
 */
export async function orAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  reason = (aborted: AbortSignal): unknown => aborted.reason,
): Promise<T> {
  // Otherwise a late rejection of the abandoned work would crash the process.
  work.catch(() => {});
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(reason(signal));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Milliseconds of a monotonic clock, for measuring durations. */
export function now(): number {
  // Not performance.now(): `performance` is loaded when it is first used, which takes 1 ms of every start.
  return Number(process.hrtime.bigint() / 1_000_000n);
}

/** Waits; returns early, without an error, when the signal is aborted. */
export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, signal && { signal }).catch(() => {});
}
