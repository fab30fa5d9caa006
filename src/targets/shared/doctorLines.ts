import type { Output } from '../../terminal/output.ts';
import type { Target } from '../target.ts';
import type { CheckResult, CheckStatus, DoctorReport } from './preflight/report.ts';

const SYMBOLS = { pass: '✔', warn: '!', fail: '✖', skip: '–' } as const;
const COLORS = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'dim' } as const;

/** Columns before `needs:` and `try:`. */
const ADVICE_INDENT = 4;

type Colors = Output['colors'];

/** A check: what was found and, if the user has to act, what is needed and what to try. */
function checkLines(check: CheckResult, column: number, colors: Colors): string[] {
  const { status, title, found, needed, suggestion } = check;
  const needsAction = status === 'fail' || status === 'warn';
  const paint = status === 'skip' ? colors.dim : (text: string) => text;
  const row = `${colors[COLORS[status]](SYMBOLS[status])} ${paint(title.padEnd(column - 2) + found)}`;
  const advice = (label: string, text: string) => `${' '.repeat(ADVICE_INDENT)}${colors.cyan(label)} ${text}`;
  return [
    row,
    ...(needsAction ? [advice('needs:', needed)] : []),
    ...(needsAction && suggestion !== null ? [advice('try:', suggestion)] : []),
  ];
}

function countStatus({ checks }: DoctorReport, status: CheckStatus): number {
  return checks.filter((check) => check.status === status).length;
}

/** `This machine cannot run the stack: 3 checks failed. 1 warning.` */
function summary(report: DoctorReport, place: Target['place']): string {
  const subject = `T${place.slice(1)}`;
  const fails = countStatus(report, 'fail');
  const warns = countStatus(report, 'warn');
  const warnings = warns === 0 ? '' : ` ${warns} ${warns === 1 ? 'warning' : 'warnings'}.`;
  if (fails === 0) return `${subject} can run the stack.${warnings}`;
  return `${subject} cannot run the stack: ${fails} ${fails === 1 ? 'check' : 'checks'} failed.${warnings}`;
}

/** A report as text: one line per check, aligned. */
export function doctorLines(report: DoctorReport, place: Target['place'], colors: Colors): string[] {
  const column = Math.max(...report.checks.map(({ title }) => title.length), 0) + 4;
  return [
    ...report.checks.flatMap((check) => checkLines(check, column, colors)),
    '',
    colors.bold(summary(report, place)),
  ];
}
