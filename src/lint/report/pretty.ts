import type pc from 'picocolors';
import { presentable, visibleLine } from '../../formats/presentable.ts';
import { type ReportedFinding, SEVERITIES } from '../rule.ts';
import { excerptOf } from './excerpt.ts';
import { byFile, countsOf, type FindingsReport, limitFindings, omittedText, sourceLineOf } from './report.ts';

type Colors = ReturnType<typeof pc.createColors>;

export interface PrettyOptions {
  readonly colors: Colors;
  /** The width of the terminal in columns. Longer lines of a file are cut. */
  readonly width: number;
  /** Whether to show infos; otherwise they are only counted. */
  readonly verbose?: boolean;
}

const SEVERITY_COLORS = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

/**
 * The findings for a terminal, by file: errors first, then warnings, each with the line of the file. Names, messages and
 * lines come from files of unknown origin, so no control character in them except the tab reaches the terminal.
 */
export function prettyFindings(report: FindingsReport, options: PrettyOptions): string {
  const { colors, verbose = false } = options;
  const findings = verbose ? report.findings : report.findings.filter(({ severity }) => severity !== 'info');
  const shown = limitFindings({ ...report, findings });
  const blocks = [...byFile(shown.findings, report.names)]
    .filter(([, found]) => found.length > 0)
    .map(([file, found]) =>
      [
        colors.bold(colors.underline(visibleLine(file))),
        ...bySeverity(found).map((finding) => findingBlock(finding, options)),
        ...omittedLine(omittedText(shown.omitted, file), colors),
      ].join('\n\n'),
    );
  // A file may be named `::error::`, and its name is printed on a separate line.
  return presentable([...blocks, summary(report, colors, verbose)].join('\n\n'), colors.isColorSupported);
}

function bySeverity(findings: readonly ReportedFinding[]): ReportedFinding[] {
  return SEVERITIES.flatMap((wanted) => findings.filter(({ severity }) => severity === wanted));
}

function omittedLine(text: string | undefined, colors: Colors): string[] {
  return text === undefined ? [] : [`  ${colors.bold(`… ${visibleLine(text)}`)}`];
}

function findingBlock(finding: ReportedFinding, options: PrettyOptions): string {
  const { severity, message, rule, line, column, source } = finding;
  const { colors } = options;
  const place = source ? `${line}:${column}  ` : '';
  const paint = colors[SEVERITY_COLORS[severity]];
  return [
    `  ${place}${paint(severity)}  ${visibleLine(message)}  ${colors.dim(`(${rule})`)}`,
    ...sourceLines(finding, options),
    ...fixLine(finding, colors),
  ].join('\n');
}

/** The line of the file, and below it the marks under the range. */
function sourceLines(finding: ReportedFinding, { colors, width }: PrettyOptions): string[] {
  const text = sourceLineOf(finding);
  // An empty line shows nothing.
  if (text === undefined || text.trim() === '') return [];
  const { severity, line, column, endLine, endColumn } = finding;
  const number = String(line);
  const bar = (label: string) => colors.dim(`    ${label.padStart(number.length)} | `);
  const end = endLine > line ? text.length : endColumn - 1;
  const shown = excerptOf(text, column - 1, end, width - number.length - '     | '.length);
  return [
    `${bar(number)}${shown.text}`,
    // Without the leading spaces and tabs: some terminals color them too.
    `${bar('')}${shown.underline.replace(/\^.*/, colors[SEVERITY_COLORS[severity]])}`,
  ];
}

function fixLine({ suggestion, fixable }: ReportedFinding, colors: Colors): string[] {
  if (suggestion === undefined && !fixable) return [];
  const words = suggestion === undefined ? '' : ` ${visibleLine(suggestion)}`;
  const mark = fixable ? ` ${colors.green('[fixable with --fix]')}` : '';
  return [`    ${colors.cyan('fix:')}${words}${mark}`];
}

function summary({ findings, files }: FindingsReport, colors: Colors, verbose: boolean): string {
  const where = `in ${count(files, 'file')}`;
  if (findings.length === 0) return colors.green(`No problems ${where}`);
  const { errors, warnings, infos, fixable } = countsOf(findings);
  const parts = [
    ...(errors > 0 ? [colors.red(count(errors, 'error'))] : []),
    ...(warnings > 0 ? [colors.yellow(count(warnings, 'warning'))] : []),
    ...(infos > 0 && verbose ? [colors.cyan(count(infos, 'info'))] : []),
  ];
  const fixes = fixable > 0 ? ` (${fixable} fixable with --fix)` : '';
  return [
    `${parts.length > 0 ? parts.join(', ') : colors.green('No errors or warnings')} ${where}${fixes}`,
    ...(infos > 0 && !verbose
      ? [colors.dim(`${count(infos, 'info')}: --verbose shows ${infos === 1 ? 'it' : 'them'}`)]
      : []),
  ].join('\n');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
