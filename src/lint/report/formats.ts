import { githubFindings } from './github.ts';
import { jsonFindings } from './json.ts';
import { junitFindings } from './junit.ts';
import { type PrettyOptions, prettyFindings } from './pretty.ts';
import type { FindingsReport } from './report.ts';
import { type SarifSystem, sarifFindings } from './sarif.ts';

/** What formats need in addition to the findings: `pretty` from the terminal, `sarif` from the system. */
export type FormatOptions = PrettyOptions & SarifSystem;

const FORMATS = {
  pretty: prettyFindings,
  json: jsonFindings,
  sarif: sarifFindings,
  github: githubFindings,
  junit: junitFindings,
} as const satisfies Record<string, (report: FindingsReport, options: FormatOptions) => string>;

export type FindingsFormat = keyof typeof FORMATS;

/** The names of the formats. The first is the one for a terminal. */
export const FINDINGS_FORMATS = Object.keys(FORMATS) as readonly FindingsFormat[];

/** The findings in a format, without a trailing line break. Only `pretty` and `sarif` use the options. */
export function formatFindings(name: FindingsFormat, report: FindingsReport, options: FormatOptions): string {
  return FORMATS[name](report, options);
}
