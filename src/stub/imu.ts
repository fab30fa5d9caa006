import { type ImuTable, readImuTable } from './imuTable.ts';
import { MediaFault } from './refusal.ts';
import { decodeUtf8 } from './utf8.ts';

/** Three axes of a gyroscope and three of an accelerometer. */
const COLUMNS = 6;

/** Samples that the model looks at (shorter recordings are padded), and how many make one patch. */
const WINDOW_ROWS = 2000;
const PATCH_ROWS = 8;

/** The tables of all recordings, which have to have one shape: the server stacks them before the model runs. */
export function readImuTables(files: readonly Buffer[]): ImuTable[] {
  const tables = files.map((bytes) => readImuTable(decodeUtf8(bytes)));
  const columns = tables[0]?.columns ?? COLUMNS;
  const odd = tables.findIndex((table) => table.columns !== columns);
  if (odd > 0) {
    throw new MediaFault(
      `stack expects each tensor to be equal size, but got [${columns}, ${WINDOW_ROWS}] at entry 0 ` +
        `and [${tables[odd]?.columns}, ${WINDOW_ROWS}] at entry ${odd}`,
    );
  }
  return tables;
}

/** The model's own check, which comes when it multiplies: too few or too many columns get past all others. */
export function requireSixColumns(tables: readonly ImuTable[]): void {
  const columns = tables[0]?.columns ?? COLUMNS;
  if (columns === COLUMNS) return;
  const patches = (tables.length * WINDOW_ROWS) / PATCH_ROWS;
  throw new MediaFault(
    `mat1 and mat2 shapes cannot be multiplied (${patches}x${columns * PATCH_ROWS} and ${COLUMNS * PATCH_ROWS}x512)`,
  );
}
