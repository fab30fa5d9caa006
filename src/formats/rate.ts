/** The form of rates in options, for messages. */
export const RATE_FORM = 'a number of objects per time, such as 20/s, 10k/d or 1M/w';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };
const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6 };

/**
 * Parses a rate such as `20/s`, `0.4/s` or `10k/d`.
 * @returns objects per second; undefined if the text is not a rate above 0
 */
export function parseRate(text: string): number | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,9})?)\s*([km]?)\s*\/\s*(s|m|min|h|d|w)$/i.exec(text.trim());
  if (!match) return undefined;
  const [, count, suffix = '', unit = ''] = match;
  const rate =
    (Number(count) * (FACTORS[suffix.toLowerCase()] ?? Number.NaN)) /
    (SECONDS[unit.toLowerCase()] ?? Number.NaN);
  return rate > 0 ? rate : undefined;
}
