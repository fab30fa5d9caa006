/** The form of durations in options, for messages. */
export const DURATION_FORM = 'a duration above 0, such as 300s, 10m or 1h30m';

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** The maximum of a Kubernetes probe (int32). Go's durations allow 292 years. */
const MAX_SECONDS = 2 ** 31 - 1;

/** Longer than any real duration. Limits the time of the regular expression, which may be quadratic. */
const MAX_LENGTH = 100;

/**
 * Parses a duration such as `600s`, `10m` or `1h30m`, the subset of Go's format that Compose and Weaviate share.
 * @returns whole seconds; undefined if the text is not a valid duration, or too long for the targets
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

/** A duration in seconds, such as `600s`, which Go, Compose and people understand. */
export function secondsText(seconds: number): string {
  return `${seconds}s`;
}
