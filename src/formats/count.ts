/** The form of counts in options, for messages. */
export const COUNT_FORM = 'a number of objects above 0, such as 200k, 5M or 1200000';

const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** More vectors than any cluster holds. */
export const MAX_COUNT = 1e10;

/**
 * Parses a count such as `200k`, `1.5M` or `1200000`; the suffixes are powers of 1,000.
 * @returns undefined if the text is not a whole number above 0, or is too large
 */
export function parseCount(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,9})?)\s*([kmg]?)$/i.exec(text.trim());
  if (!match) return undefined;
  // 1.1M is 1100000.0000000001 in floating point.
  const count = Math.round(Number(match[1]) * (FACTORS[(match[2] ?? '').toLowerCase()] ?? 1) * 1e3) / 1e3;
  return Number.isInteger(count) && count >= 1 && count <= MAX_COUNT ? count : undefined;
}

/** The shortest form of a count that `parseCount` reads: `5M`, `200k`, `1234567`. */
export function countText(count: number): string {
  const [suffix, factor] = (
    [
      ['G', 1e9],
      ['M', 1e6],
      ['k', 1e3],
    ] as const
  ).find(([, size]) => count >= size && (count * 100) % size === 0) ?? ['', 1];
  return `${count / factor}${suffix}`;
}
