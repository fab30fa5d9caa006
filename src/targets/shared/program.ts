import type { ZodType } from 'zod';
import type { Context, RunOptions, RunResult } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { tryParseJson } from '../../formats/parseJson.ts';

/** A program that is not ours and its arguments, as data. */
export interface ProgramCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Beside the environment of bindstack. */
  readonly env?: Readonly<Record<string, string>>;
  /** For standard input: what must not be seen in the list of processes. */
  readonly input?: string;
}

export function runProgram(
  run: Context['run'],
  { command, args, env, input }: ProgramCommand,
  options: RunOptions = {},
): Promise<RunResult> {
  return run(command, args, { ...options, ...(env && { env }), ...(input !== undefined && { input }) });
}

/** What a program reported, or why that is not known, in words for people. */
export type Reported<T> = { readonly value: T } | { readonly why: string };

/**
 * The JSON that a program has printed.
 * @param program as people call it: `docker info`
 */
export function parseJsonOutput<T>(program: string, stdout: string, shape: ZodType<T>): Reported<T> {
  const value = tryParseJson(stdout);
  if (value === undefined) return { why: `${program} gives no JSON` };
  const { data, success } = shape.safeParse(value);
  return success ? { value: data } : { why: `${program} gives another JSON than expected` };
}

/** Characters of an answer that are shown: enough to recognize a banner or a login page. */
const MAX_SHOWN = 200;

/**
 * The same for an answer without which nothing can go on.
 * @throws Failure `unexpected-output` (environment) with the beginning of what came back
 */
export function requireJsonOutput<T>(program: string, stdout: string, shape: ZodType<T>): T {
  const reported = parseJsonOutput(program, stdout, shape);
  if ('value' in reported) return reported.value;
  const text = stdout.trim();
  throw new Failure('environment', {
    code: 'unexpected-output',
    message: reported.why,
    detail: `It printed: ${text === '' ? 'nothing' : text.slice(0, MAX_SHOWN)}${text.length > MAX_SHOWN ? ' …' : ''}`,
    suggestion: `run ${program} yourself: a plugin or a wrapper around it may print something else`,
  });
}
