const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Longer than any real duration. Limits the time of the regular expression, which may be quadratic. */
const MAX_LENGTH = 100;

/**
 * Parses a duration like Go (time.ParseDuration): `50s`, `1.5h`, `1m30s`.
 * @returns seconds; undefined if the text is not a valid duration
 */
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
