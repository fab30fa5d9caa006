import { Failure } from '../errors.ts';
import { visibleJson, visibleLine } from '../formats/presentable.ts';
import type { Output } from './output.ts';

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

/** An expected failure for people: what, why, what to try. */
export function failureText(failure: Failure, { colors }: Pick<Output, 'colors'>): string {
  return [
    `${colors.red('error:')} ${visibleLine(failure.message)}`,
    ...(failure.detail === undefined ? [] : [indented(failure.detail)]),
    ...(failure.suggestion === undefined
      ? []
      : [`  ${colors.cyan('try:')} ${visibleLine(failure.suggestion)}`]),
  ].join('\n');
}

/** The same for programs. */
export function failureJson({ code, message, detail, suggestion }: Failure): string {
  return visibleJson({ error: { code, message, detail: detail ?? null, suggestion: suggestion ?? null } });
}

/** A fault of bindstack itself. */
export function bugText(error: unknown, debug: boolean): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const [first = ''] = stack.split('\n');
  return debug
    ? stack
    : `error: bindstack failed in a way it should not (${first})\n  try: the same command with --debug, and report what it prints`;
}

/** Any thrown value as a failure, if it is an expected one. */
export function asFailure(error: unknown, interrupted: boolean): Failure | undefined {
  if (interrupted && !(error instanceof Failure && error.kind === 'interrupted')) {
    return new Failure('interrupted', { code: 'interrupted', message: 'interrupted' });
  }
  return error instanceof Failure ? error : undefined;
}
