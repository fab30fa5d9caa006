import { MAX_MOTION_VALUE, MOTION_COLUMNS, MOTION_PATCH_ROWS, MOTION_ROWS } from './limits.ts';

/** What the size check of the model and its arithmetic need to know of a recording of motion. */
export interface MotionTable {
  readonly columns: number;
  /** False when a value is NaN, infinite, or too big for the model's 32-bit arithmetic. */
  readonly finite: boolean;
  /** The largest value in either direction; NaN and infinity do not count. */
  readonly largest: number;
}

/** A recording that cannot be read, with the words of the inference server. */
export interface RefusedMotion {
  readonly refused: string;
}

const NUMBER = /^\s*[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)\s*$/i;

/**
 * Reads a CSV as the real server does, with `np.loadtxt(delimiter=',', skiprows=1)` into 32-bit floats (numpy
 * 1.24.3): the first line is dropped whatever it holds, `#` begins a comment, empty lines are skipped. The
 * texts of faults are numpy's.
 */
export function readMotion(bytes: Buffer): MotionTable | RefusedMotion {
  const fault = utf8Fault(bytes);
  if (fault !== undefined) return { refused: fault };
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
        refused:
          `the number of columns changed from ${columns} to ${fields.length} at row ${rows + 1}; ` +
          'use `usecols` to select a subset and avoid this error',
      };
    }
    for (const [column, field] of fields.entries()) {
      if (!NUMBER.test(field)) {
        return {
          refused: `could not convert string ${pythonRepr(field)} to float32 at row ${rows}, column ${column + 1}.`,
        };
      }
      const value = Math.abs(Math.fround(Number(field)));
      finite &&= value <= MAX_MOTION_VALUE;
      if (Number.isFinite(value)) largest = Math.max(largest, value);
    }
    rows += 1;
  }
  // numpy squeezes a single row or column into one dimension, and the server asks for the second one.
  if (columns === undefined || rows < 2 || columns < 2) return { refused: 'tuple index out of range' };
  return { columns, finite, largest };
}

/** What Python says of the first byte that is no UTF-8 (`UnicodeDecodeError`); undefined where there is none. */
function utf8Fault(bytes: Buffer): string | undefined {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    const text = bytes.toString('utf8');
    const position = Buffer.byteLength(text.slice(0, text.indexOf('\ufffd')));
    const byte = bytes[position] ?? 0;
    const leads = byte >= 0xc2 && byte <= 0xf4;
    return (
      `'utf-8' codec can't decode byte 0x${byte.toString(16)} in position ${position}: ` +
      `invalid ${leads ? 'continuation' : 'start'} byte`
    );
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A field as numpy quotes it: Python's `repr`, with its quotes and control characters. */
function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\p{Cc}]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, '0');
    return ESCAPES[character] ?? `\\x${code}`;
  });
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** The server stacks all recordings of a request before the model runs: they have to have one shape. */
export function stackError(tables: readonly MotionTable[]): string | undefined {
  const columns = tables[0]?.columns ?? MOTION_COLUMNS;
  const odd = tables.findIndex((table) => table.columns !== columns);
  if (odd <= 0) return undefined;
  return (
    `stack expects each tensor to be equal size, but got [${columns}, ${MOTION_ROWS}] at entry 0 ` +
    `and [${tables[odd]?.columns}, ${MOTION_ROWS}] at entry ${odd}`
  );
}

/** The model's own check, which comes when it multiplies: too few or too many columns get past all others. */
export function columnError(tables: readonly MotionTable[]): string | undefined {
  const columns = tables[0]?.columns ?? MOTION_COLUMNS;
  if (columns === MOTION_COLUMNS) return undefined;
  const patches = (tables.length * MOTION_ROWS) / MOTION_PATCH_ROWS;
  const [given, taken] = [columns * MOTION_PATCH_ROWS, MOTION_COLUMNS * MOTION_PATCH_ROWS];
  return `mat1 and mat2 shapes cannot be multiplied (${patches}x${given} and ${taken}x512)`;
}
