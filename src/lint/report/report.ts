import type { LocatedFinding } from '../rule.ts';

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

/** The findings of each file; files that are known to have none are there too. */
export function byFile({ findings, names = [] }: FindingsReport): ReadonlyMap<string, LocatedFinding[]> {
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
  return source.text.slice(start, lineStarts[line]).replace(/\r?\n$/, '');
}
