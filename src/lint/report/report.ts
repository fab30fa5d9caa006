import { type ReportedFinding, SEVERITIES, type Severity } from '../rule.ts';

/** The result of `validate`, the input of every report format. */
export interface FindingsReport {
  /** In the order in which reports show them. */
  readonly findings: readonly ReportedFinding[];
  /** The number of files checked. */
  readonly files: number;
  /** Their names, if known, so that a format can also list files without findings. */
  readonly names?: readonly string[];
}

/** The number of findings of each severity, and how many of all of them `--fix` can fix. */
export interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly fixable: number;
}

export function countsOf(findings: FindingsReport['findings']): Counts {
  const count = (wanted: ReportedFinding['severity']) =>
    findings.filter(({ severity }) => severity === wanted).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    fixable: findings.filter(({ fixable }) => fixable).length,
  };
}

/** More than anyone reads, but few enough that a hostile file does not make a report of many megabytes. */
export const MAX_FINDINGS_PER_FILE = 1_000;

/** How many findings of a rule a report leaves out. */
export interface OmittedFindings {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
}

/** The findings that a report shows, in their order, and the counts of those that it leaves out. */
export interface LimitedFindings {
  readonly findings: readonly ReportedFinding[];
  readonly omitted: readonly OmittedFindings[];
}

/** Limits the findings to the first `MAX_FINDINGS_PER_FILE` of each file: errors first, then warnings, then infos. */
export function limitFindings({ findings }: FindingsReport): LimitedFindings {
  const room = new Map<string, number>();
  const shown = new Set<ReportedFinding>();
  const omitted = new Map<string, OmittedFindings>();
  for (const severity of SEVERITIES) {
    for (const finding of findings) {
      if (finding.severity !== severity) continue;
      const { file, rule } = finding;
      const left = room.get(file) ?? MAX_FINDINGS_PER_FILE;
      if (left > 0) {
        room.set(file, left - 1);
        shown.add(finding);
        continue;
      }
      const key = JSON.stringify([file, rule, severity]);
      omitted.set(key, { file, rule, severity, count: (omitted.get(key)?.count ?? 0) + 1 });
    }
  }
  return { findings: findings.filter((one) => shown.has(one)), omitted: [...omitted.values()] };
}

/** The findings of a file that are left out, in words: `2 more findings in a.yml: 2 of image-tag (info)`; undefined if none. */
export function omittedText(omitted: readonly OmittedFindings[], file: string): string | undefined {
  const own = omitted.filter((one) => one.file === file);
  const total = own.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  const rules = own.map(({ count, rule, severity }) => `${count} of ${rule} (${severity})`);
  return `${total} more finding${total === 1 ? '' : 's'} in ${file}: ${rules.join(', ')}`;
}

/** The findings grouped by file. Includes the files in `names` that have no findings. */
export function byFile(
  findings: readonly ReportedFinding[],
  names: readonly string[] = [],
): ReadonlyMap<string, ReportedFinding[]> {
  const files = new Map<string, ReportedFinding[]>(names.map((name) => [name, []]));
  for (const finding of findings) {
    const file = files.get(finding.file);
    if (file) file.push(finding);
    else files.set(finding.file, [finding]);
  }
  return files;
}

/** The line on which a finding starts, without its line break; undefined if there is no such line. */
export function sourceLineOf({ source, line }: ReportedFinding): string | undefined {
  if (!source) return undefined;
  const { lineStarts } = source.lines;
  // The parser does not list the single line of an empty file.
  const start = line === 1 ? 0 : lineStarts[line - 1];
  if (start === undefined) return undefined;
  const text = source.text.slice(start, lineStarts[line]);
  // No regular expression: it would scan the whole line, which may be a megabyte, for each finding on it.
  const endsWithLineBreak = text.endsWith('\n');
  return endsWithLineBreak ? text.slice(0, text.endsWith('\r\n') ? -2 : -1) : text;
}
