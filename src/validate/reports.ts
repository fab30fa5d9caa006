import { Failure } from '../errors.ts';
import { didYouMean } from '../formats/nearest.ts';
import { FINDINGS_FORMATS, type FindingsFormat } from '../output/findings/formats.ts';

/** A report that is wanted: on standard output, or in a file. */
export interface WantedReport {
  readonly format: FindingsFormat;
  readonly file: string | undefined;
}

/**
 * The reports that `--format F` and `--format F=FILE` ask for.
 * @throws Failure (usage) for an unknown format, and for two reports on standard output
 */
export function wantedReports(texts: readonly string[], json: boolean): WantedReport[] {
  const reports = texts.map((text): WantedReport => {
    const [name = '', ...rest] = text.split('=');
    const format = FINDINGS_FORMATS.find((known) => known === name);
    const file = rest.length === 0 ? undefined : rest.join('=');
    if (format && file !== '') return { format, file };
    throw new Failure('usage', {
      code: 'bad-format',
      message: format ? `--format ${text} names no file` : `there is no format ${name}`,
      suggestion:
        didYouMean(name, FINDINGS_FORMATS) ?? `--format ${FINDINGS_FORMATS.join(', ')}, or FORMAT=FILE`,
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
      suggestion: 'give the others a file: --format sarif=findings.sarif',
    });
  }
  return reports.length === 0 ? [{ format: 'pretty', file: undefined }] : reports;
}
