import { readImuTables, requireSixColumns } from '../../../stub/imu.ts';
import type { ImuTable } from '../../../stub/imuTable.ts';
import { error, type FileFault, warning } from '../finding.ts';
import { contentKind } from './contentKind.ts';
import { refusedWith, serverWords } from './serverWords.ts';

const HEADER = 'gyro_x,gyro_y,gyro_z,accl_x,accl_y,accl_z';

/** Rows that the model looks at; the others are cut (bind_data.py). */
const WINDOW = 2000;

/** A tenth of what the model's arithmetic can bear, and more than any sensor measures. */
const LARGEST = 1e18;

const NO_NUMBERS = 'the vector is no number either, and the answer of the inference server no JSON';

/** What is wrong with a recording of motion. */
export async function examineImu(bytes: Buffer): Promise<FileFault | undefined> {
  const shape = `a header line (${HEADER}), then at least two rows of these six numbers with commas between them`;
  let table: ImuTable | undefined;
  const words = serverWords(() => {
    const tables = readImuTables([bytes]);
    requireSixColumns(tables);
    [table] = tables;
  });
  const lines = bytes
    .toString('utf8')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.split('#', 1)[0] !== '');
  if (words !== undefined) return error(await whatIsWrong(bytes, lines), refusedWith(words), shape);
  if (table && table.largest > LARGEST) {
    return error(
      'holds values beyond 1e18 in either direction',
      NO_NUMBERS,
      'leave out the rows that no sensor can have measured: usual units are rad/s and m/s²',
    );
  }
  if (table && !table.finite) {
    return error(
      'holds values that are no 32-bit numbers (nan, inf)',
      NO_NUMBERS,
      'leave out or fill the rows with gaps',
    );
  }
  const [first = ''] = lines;
  if (first.split(',').every((field) => field.trim() !== '' && Number.isFinite(Number(field)))) {
    return warning(
      'has no header',
      'the first line is dropped whatever it holds: a row is lost',
      `add the line ${HEADER}`,
    );
  }
  if (lines.length - 1 <= WINDOW) return undefined;
  return warning(
    `has ${lines.length - 1} rows`,
    `only the first ${WINDOW} count`,
    `cut it into pieces of ${WINDOW} rows, a file each, if all of it should be found`,
  );
}

async function whatIsWrong(bytes: Buffer, lines: readonly string[]): Promise<string> {
  const kind = await contentKind(bytes);
  if (kind !== 'text') return `is no CSV: ${kind}`;
  const rows = lines.slice(1).map((line) => line.split('#', 1)[0]?.split(',').length ?? 0);
  if (rows.length < 2) return `has ${rows.length === 1 ? 'one row' : 'no row'} below its first line`;
  if (lines.every((line) => line.includes(';'))) return 'has ; between its columns instead of commas';
  const odd = rows.findIndex((columns) => columns !== 6);
  if (odd >= 0) return `has ${rows[odd]} column${rows[odd] === 1 ? '' : 's'} instead of 6 in row ${odd + 1}`;
  return 'holds something else than numbers';
}
