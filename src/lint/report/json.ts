import { visibleJson } from '../../formats/presentable.ts';
import { countsOf, type FindingsReport, limitFindings } from './report.ts';

/**
 * The findings as JSON, for programs. Its shape is a public interface. `omitted` is present only if findings were left
 * out; the summary counts all of them.
 */
export function jsonFindings(report: FindingsReport): string {
  const { errors, warnings, infos } = countsOf(report.findings);
  const shown = limitFindings(report);
  return visibleJson({
    findings: shown.findings.map((finding) => ({
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
    ...(shown.omitted.length > 0 && { omitted: shown.omitted }),
    summary: { errors, warnings, infos, files: report.files },
  });
}
