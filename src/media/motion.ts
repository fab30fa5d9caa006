import { MOTION_COLUMNS } from '../facts/imageBind/limits.ts';

/** Rows that tell whether a text is a table of numbers. */
const SAMPLE_ROWS = 20;

const NUMBERS = /^[\w\s.,+-]+$/;

/**
 * Whether the beginning of a text is a motion recording: a table with six columns of numbers, perhaps below a header
 * line. A table with another number of columns is a text like any other.
 */
export function looksLikeMotion(bytes: Buffer): boolean {
  const rows = bytes
    .toString('utf8')
    .split(/\r\n|\r|\n/)
    .map((line) => line.split('#', 1)[0] ?? '')
    .filter((line) => line.trim() !== '')
    .slice(1, 1 + SAMPLE_ROWS);
  return (
    rows.length > 0 &&
    rows.every((row) => NUMBERS.test(row) && row.split(',').length === MOTION_COLUMNS) &&
    rows.some((row) => row.split(',').every((field) => Number.isFinite(Number(field))))
  );
}
