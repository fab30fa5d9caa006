import { visibleJson } from '../../formats/presentable.ts';
import { countsOf, type FindingsReport } from './report.ts';

/** The findings for programs: the shape is a promise, and nothing else is in it. */
export function jsonFindings({ findings, files }: FindingsReport): string {
  const { errors, warnings, infos } = countsOf(findings);
  return visibleJson({
    findings: findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      file: finding.file,
      line: finding.line,
      column: finding.column,
      endLine: finding.endLine,
      endColumn: finding.endColumn,
      message: finding.message,
      suggestion: finding.suggestion ?? null,
      fixable: finding.fixable,
      docs: finding.docs,
    })),
    summary: { errors, warnings, infos, files },
  });
}
