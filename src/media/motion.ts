import { MOTION_COLUMNS } from '../facts/imageBind/limits.ts';

/** Rows that tell whether a text is a table of numbers. */
const SAMPLE_ROWS = 20;

/** Lines that count, without comments. */
export const rowsOf = (text: string): string[] =>
  text.split(/\r\n|\r|\n/).filter((line) => (line.split('#', 1)[0] ?? '').trim() !== '');

const isNumber = (field: string) => field.trim() !== '' && Number.isFinite(Number(field));

export const isRowOfNumbers = (row: string): boolean => row.split(/[,;\t]/).every(isNumber);

/**
 * Whether the beginning of a text is a motion recording: rows of six numbers, perhaps below a header line. `table` for
 * other tables of numbers, in which there is nothing to read.
 */
export function tableKind(bytes: Buffer): 'motion' | 'table' | undefined {
  const rows = rowsOf(bytes.toString('utf8')).slice(1, 1 + SAMPLE_ROWS);
  // Single values may be missing: `nan`, or nothing.
  const isTable =
    rows.some(isRowOfNumbers) &&
    rows.every((row) => /^[-+.,;\t \dEeNnAaIiFf]*$/.test(row) && /[,;\t]/.test(row));
  if (!isTable) return undefined;
  return rows.every((row) => row.split(',').length === MOTION_COLUMNS) ? 'motion' : 'table';
}
