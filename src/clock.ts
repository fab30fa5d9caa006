import { setTimeout as delay } from 'node:timers/promises';

/**
 * Does some work under a signal that is aborted together with another one, or with a TimeoutError after a time.
 * Not `AbortSignal.any` over `AbortSignal.timeout`: nothing holds that time-out, and when it has been collected as
 * garbage it never comes (nodejs/node#57736, Node 20 to 24).
 */
export async function withDeadline<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const end = () => controller.abort(signal?.reason);
  const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  const timer = setTimeout(() => controller.abort(late), milliseconds);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

/** Milliseconds of a clock that is never set: for how long something takes, whatever happens to the time of day. */
export function now(): number {
  return Math.round(performance.now());
}

/** Waits; ends early, without an error, when the signal is aborted. */
export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, signal && { signal }).catch(() => {});
}
