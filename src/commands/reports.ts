import { basename, dirname, resolve } from 'node:path';
import { Failure } from '../errors.ts';
import { writeAll } from '../files/atomicWrite.ts';
import { isRegularOrNew, writeToSpecialFile } from '../files/specialFile.ts';
import { didYouMean } from '../formats/nearest.ts';

/** A requested report; without a file, it goes to standard output. */
export interface RequestedReport<F extends string> {
  readonly format: F;
  readonly file: string | undefined;
}

/**
 * The reports that `--FLAG FORMAT` and `--FLAG FORMAT=FILE` request; `--json` requests one on standard output.
 * @param example value of the flag that writes a report to a file
 * @throws Failure (usage) for an unknown format, or if two reports go to standard output
 */
export function requestedReports<F extends string>(
  texts: readonly string[],
  json: boolean,
  { flag, formats, example }: { flag: string; formats: readonly F[]; example: string },
): RequestedReport<F | 'json'>[] {
  const reports = texts.map((text): RequestedReport<F> => {
    const [name = '', ...rest] = text.split('=');
    const format = formats.find((known) => known === name);
    const file = rest.length === 0 ? undefined : rest.join('=');
    if (format && file !== '') return { format, file };
    throw new Failure('usage', {
      code: 'bad-format',
      message: format ? `${flag} ${text} has no file name after =` : `unknown format ${name}`,
      suggestion: didYouMean(name, formats) ?? `${flag} ${formats.join(', ')}, or FORMAT=FILE`,
    });
  });
  const shown = reports.filter(({ file }) => file === undefined);
  if (json && shown.every(({ format }) => format === 'json')) {
    return [...reports.filter(({ file }) => file !== undefined), { format: 'json', file: undefined }];
  }
  if (shown.length > 1 || (json && shown.length > 0)) {
    throw new Failure('usage', {
      code: 'two-reports',
      message: 'only one report can go to standard output',
      suggestion: `write the others to files: ${flag} ${example}`,
    });
  }
  return reports;
}

/**
 * Writes a report to a file and creates its directory if needed. A pipe or device is written to, not replaced.
 * @throws Failure `cannot-write` (environment)
 */
export async function writeReport(cwd: string, file: string, text: string): Promise<void> {
  const path = resolve(cwd, file);
  if (await isRegularOrNew(path))
    await writeAll(dirname(path), [{ path: basename(path), text: `${text}\n` }]);
  else await writeToSpecialFile(path, `${text}\n`);
}
