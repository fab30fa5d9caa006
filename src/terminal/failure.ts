import { Failure } from '../errors.ts';
import { visibleLine } from '../formats/presentable.ts';
import type { Output } from './output.ts';

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

/** An expected failure as text: what happened, why, and what to try. */
export function failureText(failure: Failure, { colors }: Pick<Output, 'colors'>): string {
  return [
    `${colors.red('error:')} ${visibleLine(failure.message)}`,
    ...(failure.detail === undefined ? [] : [indented(failure.detail)]),
    ...(failure.suggestion === undefined
      ? []
      : [`  ${colors.cyan('try:')} ${visibleLine(failure.suggestion)}`]),
  ].join('\n');
}

/** An expected failure for programs. */
export function failureReport({ code, message, detail, suggestion }: Failure) {
  return { error: { code, message, detail: detail ?? null, suggestion: suggestion ?? null } };
}

/** An unexpected error, which is a bug in bindstack. */
export function bugText(error: unknown, debug: boolean): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const [first = ''] = stack.split('\n');
  return debug
    ? stack
    : `error: bindstack failed unexpectedly (${first})\n  try: run the same command with --debug, and report what it prints`;
}

/** A thrown value as a failure; undefined if it is a bug. */
export function asFailure(error: unknown, interrupted: boolean): Failure | undefined {
  if (interrupted && !(error instanceof Failure && error.kind === 'interrupted')) {
    return new Failure('interrupted', { code: 'interrupted', message: 'interrupted' });
  }
  return error instanceof Failure ? error : undefined;
}
