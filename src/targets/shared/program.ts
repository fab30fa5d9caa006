import type { ZodType } from 'zod';
import { now } from '../../clock.ts';
import type { Context, RunOptions, RunResult } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { tryParseJson } from '../../formats/parseJson.ts';

/** An external program and its arguments, as data. */
export interface ProgramCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of bindstack. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input, for values that must not appear in the process list. */
  readonly input?: string;
}

export function runProgram(
  run: Context['run'],
  { command, args, env, input }: ProgramCommand,
  options: RunOptions = {},
): Promise<RunResult> {
  return run(command, args, { ...options, ...(env && { env }), ...(input !== undefined && { input }) });
}

/** Milliseconds for which `up` need not ask again what preflight was told. */
export const RECENT = 10_000;

type Answers = Map<string, { readonly at: number; readonly result: Promise<RunResult> }>;

/** Answers by the function that runs programs: a process has one, a test its own. */
const ANSWERS = new WeakMap<Context['run'], Answers>();

function answersOf(run: Context['run']): Answers {
  const answers = ANSWERS.get(run) ?? new Map();
  ANSWERS.set(run, answers);
  return answers;
}

/** Lets a wrapper of `run` share its answers. */
export function withAnswersOf<T extends Context['run']>(run: Context['run'], wrapper: T): T {
  ANSWERS.set(wrapper, answersOf(run));
  return wrapper;
}

/**
 * Runs a program that only reports something; later calls get the first result.
 * @param options `maxAge`: milliseconds for which a result counts; no limit for output that stays the same.
 *   `about`: the state of what it reports on; a result for another state does not count
 */
export function runOnce(
  run: Context['run'],
  program: ProgramCommand,
  {
    maxAge = Number.POSITIVE_INFINITY,
    about = '',
    ...options
  }: RunOptions & { readonly maxAge?: number; readonly about?: string } = {},
): Promise<RunResult> {
  const answers = answersOf(run);
  const key = JSON.stringify([program.command, program.args, program.input, about]);
  const known = answers.get(key);
  if (known && now() - known.at < maxAge) return known.result;
  const result = runProgram(run, program, options);
  answers.set(key, { at: now(), result });
  return result;
}

/** What a program reported, or why that is not known, as text for the user. */
export type Reported<T> = { readonly value: T } | { readonly why: string };

/**
 * The JSON that a program printed.
 * @param program as the user would type it: `docker info`
 */
export function parseJsonOutput<T>(program: string, stdout: string, shape: ZodType<T>): Reported<T> {
  const value = tryParseJson(stdout);
  if (value === undefined) return { why: `${program} did not print JSON` };
  const { data, success } = shape.safeParse(value);
  return success ? { value: data } : { why: `${program} printed unexpected JSON` };
}

/** Characters of the output that are shown: enough to recognize a banner or a login page. */
const MAX_SHOWN = 200;

/**
 * The same, for output that is required to continue.
 * @throws Failure `unexpected-output` (environment) with the beginning of the output
 */
export function requireJsonOutput<T>(program: string, stdout: string, shape: ZodType<T>): T {
  const reported = parseJsonOutput(program, stdout, shape);
  if ('value' in reported) return reported.value;
  const text = stdout.trim();
  throw new Failure('environment', {
    code: 'unexpected-output',
    message: reported.why,
    detail: `It printed: ${text === '' ? 'nothing' : text.slice(0, MAX_SHOWN)}${text.length > MAX_SHOWN ? ' …' : ''}`,
    suggestion: `run ${program} yourself: a plugin or a wrapper may change its output`,
  });
}
