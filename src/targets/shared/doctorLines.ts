import type { Output } from '../../terminal/output.ts';
import type { Target } from '../target.ts';
import type { CheckResult, CheckStatus, DoctorReport } from './preflight/report.ts';

const SYMBOLS = { pass: '✔', warn: '!', fail: '✖', skip: '–' } as const;
const COLORS = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'dim' } as const;

/** Lines longer than this tire the eye, however wide the terminal is. */
const MAX_WIDTH = 80;
/** Below, aligned columns leave no room for words. */
const MIN_WIDTH = 50;

/** Columns before `needs:` and `try:`. */
const ADVICE_INDENT = 4;

type Colors = Output['colors'];

/** Words in lines of a width; a word that is longer stays whole, since it may be a path or a command. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A check: what was found, and where something has to be done, what is needed and what to try. */
function checkLines(check: CheckResult, column: number, colors: Colors, width: number): string[] {
  const { status, title, found, needed, suggestion } = check;
  const indent = ' '.repeat(column);
  const needsAction = status === 'fail' || status === 'warn';
  const paint = status === 'skip' ? colors.dim : (text: string) => text;
  const [first = '', ...rest] = wrap(found, width - column);
  const head = `${colors[COLORS[status]](SYMBOLS[status])} ${paint(title.padEnd(column - 2) + first)}`;
  // Not below what was found: a command that stays on one line can be copied.
  const under = (label: string, text: string) => {
    const margin = ' '.repeat(ADVICE_INDENT + label.length + 1);
    return wrap(text, width - margin.length).map((line, i) =>
      i === 0 ? `${' '.repeat(ADVICE_INDENT)}${colors.cyan(label)} ${line}` : margin + line,
    );
  };
  return [
    head,
    ...rest.map((line) => paint(indent + line)),
    ...(needsAction ? under('needs:', needed) : []),
    ...(needsAction && suggestion !== null ? under('try:', suggestion) : []),
  ];
}

function countStatus({ checks }: DoctorReport, status: CheckStatus): number {
  return checks.filter((check) => check.status === status).length;
}

/** `3 checks fail, 1 warns.` */
function summary(report: DoctorReport, place: Target['place']): string {
  const subject = `T${place.slice(1)}`;
  const fails = countStatus(report, 'fail');
  const warns = countStatus(report, 'warn');
  const aside = warns === 0 ? '' : ` ${warns} ${warns === 1 ? 'thing is' : 'things are'} worth a look.`;
  if (fails === 0) return `${subject} can run the stack.${aside}`;
  return `${subject} cannot run the stack: ${fails} ${fails === 1 ? 'check fails' : 'checks fail'}.${aside}`;
}

/** A report for people: a line a check, aligned. */
export function doctorLines(
  report: DoctorReport,
  place: Target['place'],
  colors: Colors,
  width: number,
): string[] {
  const column = Math.max(...report.checks.map(({ title }) => title.length), 0) + 4;
  const room = Math.max(MIN_WIDTH, Math.min(width, MAX_WIDTH));
  return [
    ...report.checks.flatMap((check) => checkLines(check, column, colors, room)),
    '',
    colors.bold(summary(report, place)),
  ];
}
