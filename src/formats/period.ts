/** The form of long times in options, for messages. */
export const PERIOD_FORM = 'a time above 0, such as 36h, 2d or 1w';

const SECONDS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

/**
 * Parses a time that may be weeks: `2d`, `1d12h`, `90m`.
 * @returns seconds; undefined if the text is not a time above 0
 */
export function parsePeriod(text: string): number | undefined {
  if (!/^(?:\d{1,6}w)?(?:\d{1,6}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?(?:\d{1,6}s)?$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([wdhms])/g)) {
    seconds += Number(count) * (SECONDS[unit ?? ''] ?? Number.NaN);
  }
  return seconds > 0 ? seconds : undefined;
}

const UNITS = [
  ['years', 365 * 86_400],
  ['days', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** A time in its largest unit, with two digits at most below 10: `2.8 h`, `29 days`, `45 s`. */
export function periodText(seconds: number): string {
  // From two of a unit on: `36 h` says more than `1.5 days`.
  const [unit, size] = UNITS.find(([, factor]) => seconds >= 2 * factor) ?? ['s', 1];
  const count = seconds / size;
  if (count < 1) return `below 1 ${unit}`;
  return `${count < 10 ? Number(count.toFixed(1)) : Math.round(count).toLocaleString('en-US')} ${unit}`;
}
