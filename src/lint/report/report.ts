import { type LocatedFinding, SEVERITIES, type Severity } from '../rule.ts';

/** What `validate` has found, as every format takes it. */
export interface FindingsReport {
  /** In the order in which they are shown. */
  readonly findings: readonly LocatedFinding[];
  /** How many files were looked at. */
  readonly files: number;
  /** Their names, where they are known: so that a format can also list a file without findings. */
  readonly names?: readonly string[];
}

/** How many findings of each severity, and how many of all `--fix` mends. */
export interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly fixable: number;
}

export function countsOf(findings: FindingsReport['findings']): Counts {
  const count = (wanted: LocatedFinding['severity']) =>
    findings.filter(({ severity }) => severity === wanted).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    fixable: findings.filter(({ fixable }) => fixable).length,
  };
}

/** More than anybody reads of one file, and few enough that a report of a hostile one is not of many megabytes. */
export const MAX_FINDINGS_PER_FILE = 1_000;

/** Findings of a rule that a report leaves out. */
export interface OmittedFindings {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
}

/** What of the findings a report shows, in their order, and what it only counts. */
export interface LimitedFindings {
  readonly findings: readonly LocatedFinding[];
  readonly omitted: readonly OmittedFindings[];
}

/** Of each file the first so many findings: the errors, then the warnings, then the infos. */
export function limitFindings({ findings }: FindingsReport): LimitedFindings {
  const room = new Map<string, number>();
  const shown = new Set<LocatedFinding>();
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

/** How many findings of a file are left out, and of which rules: `2 more findings: 2 of image-tag`; undefined for none. */
export function omittedText(omitted: readonly OmittedFindings[], file: string): string | undefined {
  const own = omitted.filter((one) => one.file === file);
  const total = own.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  const rules = own.map(({ count, rule, severity }) => `${count} of ${rule} (${severity})`);
  return `${total} more finding${total === 1 ? '' : 's'} in ${file}: ${rules.join(', ')}`;
}

/** The findings of each file; files that are known to have none are there too. */
export function byFile(
  findings: readonly LocatedFinding[],
  names: readonly string[] = [],
): ReadonlyMap<string, LocatedFinding[]> {
  const files = new Map<string, LocatedFinding[]>(names.map((name) => [name, []]));
  for (const finding of findings) {
    const file = files.get(finding.file);
    if (file) file.push(finding);
    else files.set(finding.file, [finding]);
  }
  return files;
}

/** The line on which a finding begins, without its line break; undefined where there is no such line. */
export function sourceLineOf({ source, line }: LocatedFinding): string | undefined {
  if (!source) return undefined;
  const { lineStarts } = source.lines;
  // The parser does not tell of the only line of an empty file.
  const start = line === 1 ? 0 : lineStarts[line - 1];
  if (start === undefined) return undefined;
  const text = source.text.slice(start, lineStarts[line]);
  // Not by a pattern, which reads all of a line of a megabyte for each finding on it.
  const isEnded = text.endsWith('\n');
  return isEnded ? text.slice(0, text.endsWith('\r\n') ? -2 : -1) : text;
}
