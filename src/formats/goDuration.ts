const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Longer than any that is meant; a pattern may take the square of the length. */
const MAX_LENGTH = 100;

/** Seconds of a duration as Go reads it (time.ParseDuration): `50s`, `1.5h`, `1m30s`; undefined if it is none. */
export function goSeconds(text: string): number | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  if (/^[-+]?0$/.test(text)) return 0;
  const match = /^([-+]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.exec(text);
  if (!match) return undefined;
  let seconds = 0;
  for (const [, count, unit] of (match[2] ?? '').matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g))
    seconds += Number(count) * (SECONDS[unit ?? ''] ?? Number.NaN);
  return match[1] === '-' ? -seconds : seconds;
}
