import { presentable } from '../../formats/presentable.ts';
import type { ReportedFinding } from '../rule.ts';
import { type FindingsReport, limitFindings, omittedText } from './report.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Escapes like escapeData in packages/core/src/command.ts of @actions/core. The log is also read by people. */
function escapeData(text: string): string {
  return presentable(text, false).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Escapes like escapeProperty in the same file. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Workflow commands, which GitHub shows as annotations on a pull request. Empty if there are no findings. */
export function githubFindings(report: FindingsReport): string {
  const { findings, omitted } = limitFindings(report);
  const files = new Set(omitted.map(({ file }) => file));
  const left = [...files].map(
    (file) =>
      `::notice file=${escapeProperty(file)},title=omitted::${escapeData(omittedText(omitted, file) ?? '')}`,
  );
  return [...findings.map(command), ...left].join('\n');
}

function command(finding: ReportedFinding): string {
  const { severity, rule, file, message, suggestion, line, endLine, column, endColumn } = finding;
  const properties = Object.entries({
    file,
    line,
    // GitHub rejects columns in an annotation of several lines: AnnotationProperties in @actions/core.
    ...(line === endLine && { col: column }),
    endLine,
    ...(line === endLine && { endColumn }),
    title: rule,
  }).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const words = suggestion === undefined ? message : `${message}\nfix: ${suggestion}`;
  return `::${COMMANDS[severity]} ${properties.join(',')}::${escapeData(words)}`;
}
