/** What the options take that are durations, for sentences. */
export const DURATION_FORM = 'a duration above 0, such as 300s, 10m or 1h30m';

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** Seconds that a Kubernetes probe can hold (int32); Go's own durations end at 292 years. */
const MAX_SECONDS = 2 ** 31 - 1;

/** Longer than any that is meant; a pattern may take the square of the length. */
const MAX_LENGTH = 100;

/**
 * Whole seconds of a duration such as `600s`, `10m` or `1h30m`, the part of Go's spelling that Compose and
 * Weaviate share; undefined if it is none, or too long for the targets.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '' || text.length > MAX_LENGTH) return undefined;
  if (!/^(?:\d+h)?(?:\d+m)?(?:\d+s)?$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([hms])/g)) {
    seconds += Number(count) * (SECONDS[unit ?? ''] ?? Number.NaN);
  }
  return seconds <= MAX_SECONDS ? seconds : undefined;
}

/** `600s`: seconds alone are understood by Go, Compose and people. */
export function secondsText(seconds: number): string {
  return `${seconds}s`;
}
