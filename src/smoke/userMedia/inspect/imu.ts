import {
  MAX_MOTION_VALUE,
  MOTION_COLUMNS,
  MOTION_HEADER,
  MOTION_ROWS,
} from '../../../facts/imageBind/limits.ts';
import { columnError, type MotionTable, readMotion } from '../../../facts/imageBind/motion.ts';
import { type MediaProblem, mediaError, mediaWarning, serverError } from '../mediaReport.ts';
import { contentType } from './contentType.ts';

/** A tenth of what the model can compute with, and more than any sensor measures. */
const MAX_VALUE = MAX_MOTION_VALUE / 10;

const NOT_FINITE =
  'the vector would contain NaN, so the response of the inference server would not be valid JSON';

/** What is wrong with an IMU recording, if anything. */
export async function inspectImu(bytes: Buffer): Promise<MediaProblem | undefined> {
  const expected = `use a header line (${MOTION_HEADER}), then at least two rows of these six numbers, separated by commas`;
  const table = readMotion(bytes);
  const rejection = 'error' in table ? table.error : columnError([table]);
  const lines = bytes
    .toString('utf8')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.split('#', 1)[0] !== '');
  if (rejection !== undefined)
    return mediaError(await describeProblem(bytes, lines), serverError(rejection), expected);
  return 'error' in table ? undefined : tableProblem(table, lines);
}

/** What is wrong with numbers that the inference server accepts. */
function tableProblem(table: MotionTable, lines: readonly string[]): MediaProblem | undefined {
  if (table.largest > MAX_VALUE) {
    return mediaError(
      'contains values above 1e18 or below -1e18',
      NOT_FINITE,
      'remove rows that no sensor can have measured; the usual units are rad/s and m/s²',
    );
  }
  if (!table.finite) {
    return mediaError(
      'contains values that are not finite 32-bit numbers (nan, inf)',
      NOT_FINITE,
      'remove these rows, or fill in the missing values',
    );
  }
  const [first = ''] = lines;
  if (first.split(',').every((field) => field.trim() !== '' && Number.isFinite(Number(field)))) {
    return mediaWarning(
      'has no header line',
      'the inference server always skips the first line, so one row is lost',
      `add the header line ${MOTION_HEADER}`,
    );
  }
  if (lines.length - 1 <= MOTION_ROWS) return undefined;
  return mediaWarning(
    `has ${lines.length - 1} rows`,
    `only the first ${MOTION_ROWS} are used`,
    `to make all of it searchable, split it into files of ${MOTION_ROWS} rows`,
  );
}

async function describeProblem(bytes: Buffer, lines: readonly string[]): Promise<string> {
  const kind = await contentType(bytes);
  if (kind !== 'text') return `is not a CSV file: ${kind}`;
  const rows = lines.slice(1).map((line) => line.split('#', 1)[0]?.split(',').length ?? 0);
  if (rows.length < 2) return `has ${rows.length === 1 ? 'only one row' : 'no rows'} below the header line`;
  if (lines.every((line) => line.includes(';'))) return 'separates columns with semicolons instead of commas';
  const wrong = rows.findIndex((columns) => columns !== MOTION_COLUMNS);
  if (wrong >= 0)
    return `has ${rows[wrong]} column${rows[wrong] === 1 ? '' : 's'} instead of ${MOTION_COLUMNS} in row ${wrong + 1}`;
  return 'contains values that are not numbers';
}
