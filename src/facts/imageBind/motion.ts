import { MAX_MOTION_VALUE, MOTION_COLUMNS, MOTION_PATCH_ROWS, MOTION_ROWS } from './limits.ts';

/** The properties of a motion recording that decide whether the model accepts it. */
export interface MotionTable {
  readonly columns: number;
  /** False if a value is NaN, infinite, or too large for the model's 32-bit arithmetic. */
  readonly finite: boolean;
  /** The largest absolute value, without NaN and infinity. */
  readonly largest: number;
}

/** A recording that cannot be read, with the error text of the inference server. */
export interface UnreadableMotion {
  readonly error: string;
}

const NUMBER = /^\s*[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)\s*$/i;

/**
 * Reads a CSV like the real server, which uses `np.loadtxt(delimiter=',', skiprows=1)` with 32-bit floats (numpy 1.24.3):
 * the first line is always dropped, `#` starts a comment, and empty lines are skipped. The error texts are numpy's.
 */
export function readMotion(bytes: Buffer): MotionTable | UnreadableMotion {
  const fault = utf8Fault(bytes);
  if (fault !== undefined) return { error: fault };
  let columns: number | undefined;
  let rows = 0;
  let finite = true;
  let largest = 0;
  for (const line of bytes
    .toString('utf8')
    .split(/\r\n|\r|\n/)
    .slice(1)) {
    const content = line.split('#', 1)[0] ?? '';
    if (content === '') continue;
    const fields = content.split(',');
    columns ??= fields.length;
    if (fields.length !== columns) {
      return {
        error:
          `the number of columns changed from ${columns} to ${fields.length} at row ${rows + 1}; ` +
          'use `usecols` to select a subset and avoid this error',
      };
    }
    for (const [column, field] of fields.entries()) {
      if (!NUMBER.test(field)) {
        return {
          error: `could not convert string ${pythonRepr(field)} to float32 at row ${rows}, column ${column + 1}.`,
        };
      }
      const value = Math.abs(Math.fround(Number(field)));
      finite &&= value <= MAX_MOTION_VALUE;
      if (Number.isFinite(value)) largest = Math.max(largest, value);
    }
    rows += 1;
  }
  // numpy turns a single row or column into one dimension, and the server accesses the second one.
  if (columns === undefined || rows < 2 || columns < 2) return { error: 'tuple index out of range' };
  return { columns, finite, largest };
}

/** Python's `UnicodeDecodeError` for the first byte that is not UTF-8; undefined if all bytes are valid. */
function utf8Fault(bytes: Buffer): string | undefined {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    const text = bytes.toString('utf8');
    const position = Buffer.byteLength(text.slice(0, text.indexOf('\ufffd')));
    const byte = bytes[position] ?? 0;
    const isLeadByte = byte >= 0xc2 && byte <= 0xf4;
    return (
      `'utf-8' codec can't decode byte 0x${byte.toString(16)} in position ${position}: ` +
      `invalid ${isLeadByte ? 'continuation' : 'start'} byte`
    );
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A field as numpy quotes it: like Python's `repr`. */
function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\p{Cc}]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, '0');
    return ESCAPES[character] ?? `\\x${code}`;
  });
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** The error if recordings differ in shape: the server stacks all recordings of a request before the model runs. */
export function stackError(tables: readonly MotionTable[]): string | undefined {
  const columns = tables[0]?.columns ?? MOTION_COLUMNS;
  const odd = tables.findIndex((table) => table.columns !== columns);
  if (odd <= 0) return undefined;
  return (
    `stack expects each tensor to be equal size, but got [${columns}, ${MOTION_ROWS}] at entry 0 ` +
    `and [${tables[odd]?.columns}, ${MOTION_ROWS}] at entry ${odd}`
  );
}

/** The error for a wrong number of columns, which nothing checks before the model's first multiplication. */
export function columnError(tables: readonly MotionTable[]): string | undefined {
  const columns = tables[0]?.columns ?? MOTION_COLUMNS;
  if (columns === MOTION_COLUMNS) return undefined;
  const patches = (tables.length * MOTION_ROWS) / MOTION_PATCH_ROWS;
  const [actual, expected] = [columns * MOTION_PATCH_ROWS, MOTION_COLUMNS * MOTION_PATCH_ROWS];
  return `mat1 and mat2 shapes cannot be multiplied (${patches}x${actual} and ${expected}x512)`;
}
