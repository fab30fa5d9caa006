import {
  MAX_MOTION_VALUE,
  MOTION_COLUMNS,
  MOTION_HEADER,
  MOTION_ROWS,
} from '../../../facts/imageBind/limits.ts';
import { columnError, type MotionTable, readMotion } from '../../../facts/imageBind/motion.ts';
import { type MediaProblem, mediaError, mediaWarning, serverAnswer } from '../mediaReport.ts';
import { contentType } from './contentType.ts';

/** A tenth of what the model's arithmetic can bear, and more than any sensor measures. */
const MAX_VALUE = MAX_MOTION_VALUE / 10;

const NOT_FINITE = 'the vector is no number either, and the answer of the inference server no JSON';

/** What is wrong with a recording of motion. */
export async function inspectImu(bytes: Buffer): Promise<MediaProblem | undefined> {
  const shape = `a header line (${MOTION_HEADER}), then at least two rows of these six numbers with commas between them`;
  const table = readMotion(bytes);
  const words = 'refused' in table ? table.refused : columnError([table]);
  const lines = bytes
    .toString('utf8')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.split('#', 1)[0] !== '');
  if (words !== undefined) return mediaError(await describeProblem(bytes, lines), serverAnswer(words), shape);
  return 'refused' in table ? undefined : tableProblem(table, lines);
}

/** What is wrong with the numbers, which the inference server takes. */
function tableProblem(table: MotionTable, lines: readonly string[]): MediaProblem | undefined {
  if (table.largest > MAX_VALUE) {
    return mediaError(
      'holds values beyond 1e18 in either direction',
      NOT_FINITE,
      'leave out the rows that no sensor can have measured: usual units are rad/s and m/s²',
    );
  }
  if (!table.finite) {
    return mediaError(
      'holds values that are no 32-bit numbers (nan, inf)',
      NOT_FINITE,
      'leave out or fill the rows with gaps',
    );
  }
  const [first = ''] = lines;
  if (first.split(',').every((field) => field.trim() !== '' && Number.isFinite(Number(field)))) {
    return mediaWarning(
      'has no header',
      'the first line is dropped whatever it holds: a row is lost',
      `add the line ${MOTION_HEADER}`,
    );
  }
  if (lines.length - 1 <= MOTION_ROWS) return undefined;
  return mediaWarning(
    `has ${lines.length - 1} rows`,
    `only the first ${MOTION_ROWS} count`,
    `cut it into pieces of ${MOTION_ROWS} rows, a file each, if all of it should be found`,
  );
}

async function describeProblem(bytes: Buffer, lines: readonly string[]): Promise<string> {
  const kind = await contentType(bytes);
  if (kind !== 'text') return `is no CSV: ${kind}`;
  const rows = lines.slice(1).map((line) => line.split('#', 1)[0]?.split(',').length ?? 0);
  if (rows.length < 2) return `has ${rows.length === 1 ? 'one row' : 'no row'} below its first line`;
  if (lines.every((line) => line.includes(';'))) return 'has ; between its columns instead of commas';
  const odd = rows.findIndex((columns) => columns !== MOTION_COLUMNS);
  if (odd >= 0)
    return `has ${rows[odd]} column${rows[odd] === 1 ? '' : 's'} instead of ${MOTION_COLUMNS} in row ${odd + 1}`;
  return 'holds something else than numbers';
}
