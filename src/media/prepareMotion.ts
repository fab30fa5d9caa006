import { readFile } from 'node:fs/promises';
import { MAX_MOTION_VALUE, MOTION_COLUMNS, MOTION_HEADER, MOTION_ROWS } from '../facts/imageBind/limits.ts';
import { columnError, readMotion } from '../facts/imageBind/motion.ts';
import { MediaError, type MediaProblem, mediaError, mediaWarning } from './mediaProblem.ts';
import { isRowOfNumbers, rowsOf } from './motion.ts';
import { asItIs, type MediaFile, type PreparedFile, type PrepareOptions } from './preparedFile.ts';

/** A tenth of what the model can compute with, and more than any sensor measures. */
const MAX_VALUE = MAX_MOTION_VALUE / 10;

/** Cuts a motion recording into parts that the model uses as a whole. */
export async function prepareMotion(
  file: MediaFile,
  { original }: Pick<PrepareOptions, 'original'>,
): Promise<PreparedFile> {
  const text = (await readFile(file.path)).toString('utf8');
  const rows = rowsOf(text);
  const hasHeader = !isRowOfNumbers(rows[0] ?? '');
  if (!hasHeader && !original) rows.unshift(MOTION_HEADER);
  const problem = problemOf(hasHeader || original ? text : `${MOTION_HEADER}\n${text}`, rows);
  if (problem) throw new MediaError(problem);
  if (original) return asItIs(file, 'imu', { warnings: lossesOf(rows, hasHeader) });
  if (hasHeader && rows.length - 1 <= MOTION_ROWS) return asItIs(file, 'imu');
  const header = rows.shift();
  const parts = partsOf(rows);
  return asItIs(file, 'imu', {
    parts: parts.length,
    part: async (index) => ({ content: Buffer.from(`${[header, ...(parts[index] ?? [])].join('\n')}\n`) }),
  });
}

/** Parts of equal length: the server needs two rows at least. */
function partsOf(rows: readonly string[]): string[][] {
  const count = Math.ceil(rows.length / MOTION_ROWS);
  return Array.from({ length: count }, (_, i) =>
    rows.slice(Math.floor((i * rows.length) / count), Math.floor(((i + 1) * rows.length) / count)),
  );
}

const NOT_FINITE =
  'the vector would contain NaN, so the response of the inference server would not be valid JSON';

function problemOf(text: string, rows: readonly string[]): MediaProblem | undefined {
  const table = readMotion(Buffer.from(text));
  const rejection = 'error' in table ? table.error : columnError([table]);
  if (rejection !== undefined) {
    return mediaError(
      describeProblem(rows),
      `the inference server returns 500: ${rejection}`,
      `use a header line (${MOTION_HEADER}), then at least two rows of these six numbers, separated by commas`,
    );
  }
  if ('error' in table) return undefined;
  if (table.largest > MAX_VALUE) {
    return mediaError(
      'contains values above 1e18 or below -1e18',
      NOT_FINITE,
      'remove rows that no sensor can have measured; the usual units are rad/s and m/s²',
    );
  }
  if (table.finite) return undefined;
  return mediaError(
    'contains values that are not finite 32-bit numbers (nan, inf)',
    NOT_FINITE,
    'remove these rows, or fill in the missing values',
  );
}

function describeProblem(lines: readonly string[]): string {
  const columns = lines.slice(1).map((line) => line.split('#', 1)[0]?.split(',').length ?? 0);
  if (columns.length < 2)
    return `has ${columns.length === 1 ? 'only one row' : 'no rows'} below the header line`;
  const wrong = columns.findIndex((count) => count !== MOTION_COLUMNS);
  if (wrong >= 0)
    return `has ${columns[wrong]} column${columns[wrong] === 1 ? '' : 's'} instead of ${MOTION_COLUMNS} in row ${wrong + 1}`;
  return 'contains values that are not numbers';
}

/** What the model does not use of a recording that is sent as it is. */
function lossesOf(rows: readonly string[], hasHeader: boolean): MediaProblem[] {
  if (!hasHeader) {
    return [
      mediaWarning(
        'has no header line',
        'the inference server always skips the first line, so one row is lost',
        `add the header line ${MOTION_HEADER}`,
      ),
    ];
  }
  if (rows.length - 1 <= MOTION_ROWS) return [];
  return [
    mediaWarning(
      `has ${rows.length - 1} rows`,
      `only the first ${MOTION_ROWS} are used`,
      'to make all of it searchable, import it without --original',
    ),
  ];
}
