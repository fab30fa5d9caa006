import { pythonRepr } from './python.ts';
import { MediaFault } from './refusal.ts';

/** What the size check of the model and its arithmetic need to know of a table of numbers. */
export interface ImuTable {
  readonly columns: number;
  /** False when a value is NaN, infinite, or too big for the model's 32-bit arithmetic. */
  readonly finite: boolean;
  /** The largest value in either direction; NaN and infinity do not count. */
  readonly largest: number;
}

/** The model squares what it gets (layer normalization), and the square must be a 32-bit number too. */
const LARGEST = 1e19;

const NUMBER = /^\s*[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)\s*$/i;

/**
 * Reads a CSV as the real server does, with `np.loadtxt(delimiter=',', skiprows=1)` into 32-bit floats (numpy
 * 1.24.3): the first line is dropped whatever it holds, `#` begins a comment, empty lines are skipped. The
 * texts of faults are numpy's.
 */
export function readImuTable(text: string): ImuTable {
  let columns: number | undefined;
  let rows = 0;
  let finite = true;
  let largest = 0;
  for (const line of text.split(/\r\n|\r|\n/).slice(1)) {
    const content = line.split('#', 1)[0] ?? '';
    if (content === '') continue;
    const fields = content.split(',');
    columns ??= fields.length;
    if (fields.length !== columns) {
      throw new MediaFault(
        `the number of columns changed from ${columns} to ${fields.length} at row ${rows + 1}; ` +
          'use `usecols` to select a subset and avoid this error',
      );
    }
    for (const [column, field] of fields.entries()) {
      if (!NUMBER.test(field)) {
        throw new MediaFault(
          `could not convert string ${pythonRepr(field)} to float32 at row ${rows}, column ${column + 1}.`,
        );
      }
      const value = Math.abs(Math.fround(Number(field)));
      finite &&= value <= LARGEST;
      if (Number.isFinite(value)) largest = Math.max(largest, value);
    }
    rows += 1;
  }
  // numpy squeezes a single row or column into one dimension, and the server asks for the second one.
  if (columns === undefined || rows < 2 || columns < 2) throw new MediaFault('tuple index out of range');
  return { columns, finite, largest };
}
