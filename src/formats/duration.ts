const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/**
 * Whole seconds of a duration such as `600s`, `10m` or `1h30m`, the part of Go's spelling that Compose and
 * Weaviate share; undefined if it is none.
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+h)?(?:\d+m)?(?:\d+s)?$/.test(text) || text === '') return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([hms])/g)) {
    seconds += Number(count) * (SECONDS[unit ?? ''] ?? Number.NaN);
  }
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** `600s`: seconds alone are understood by Go, Compose and people. */
export function secondsText(seconds: number): string {
  return `${seconds}s`;
}
