import { givenValues } from '../config/given.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';
import { shellWord } from '../formats/quoting.ts';
import type { FlagValues } from '../options/flags.ts';
import { flagsFor } from '../options/replay.ts';
import { isReadBy, TARGET_FLAGS } from '../options/runFlags.ts';
import { COLLECTION_KEYS, type RunTarget, targetFlag } from '../options/runTargets.ts';
import { optionOf, type StackConfig } from '../options/table.ts';
import { LaunchFailure } from '../targets/shared/launchFailure.ts';
import { failureFromPreflight } from '../targets/shared/preflight/preflight.ts';
import { NOT_GENERATED } from '../targets/shared/preflight/report.ts';
import type { RunningStack, StackStatus } from '../targets/shared/stackState.ts';
import type { Target, UpOptions } from '../targets/target.ts';
import { targetOf } from '../targets/targetOf.ts';
import { failureReport } from '../terminal/failure.ts';
import { rejectUnreadFlags, timeoutSeconds } from './readFlags.ts';

export interface UpCommandOptions {
  readonly target: RunTarget;
  readonly smoke?: boolean;
  readonly timeout?: string;
  readonly preflight?: boolean;
  readonly progress?: 'text' | 'json';
  readonly weaviateBinary?: string;
  readonly chart?: string;
  readonly dryRun?: boolean;
}

/** `bindstack up`: checks the machine, starts the stack, waits layer by layer, and prints how to connect. */
export async function up(given: Context, flags: FlagValues, options: UpCommandOptions): Promise<void> {
  const context = options.progress === 'json' ? { ...given, out: given.out.withJsonLines() } : given;
  const target = await targetOf(options.target);
  rejectUnreadFlags('up', flags, target, target.upKeys);
  rejectFlagsOfOtherTargets(options);
  const config = await target.configForUp(context, flags);
  const { weaviateBinary, chart } = options;
  const upOptions = { timeout: timeoutSeconds(options.timeout), weaviateBinary, chart };
  if (options.dryRun) return target.dryRun?.(context, config, upOptions);
  try {
    await target.checkUsage(context, config, upOptions);
    if (options.preflight !== false) await runPreflight(context, config, target, upOptions);
    await target.up(context, config, upOptions, (stack, { signal, status }) =>
      finishLaunch({ ...context, signal }, flags, options, stack, status),
    );
  } catch (error) {
    if (!(error instanceof LaunchFailure) || !context.out.json) throw error;
    throw reported(context, target.name, error);
  }
}

/** Once the stack is up: prints how to reach it, runs the smoke test if requested, and prints the next steps. */
async function finishLaunch(
  context: Context,
  flags: FlagValues,
  { smoke: wantsSmoke }: UpCommandOptions,
  stack: RunningStack,
  status: () => Promise<StackStatus>,
): Promise<void> {
  const { out } = context;
  if (!out.json) printConnection(context, stack);
  const smoke = wantsSmoke ? await import('./smoke.ts') : undefined;
  const report = await smoke?.testStack(context, flags, stack);
  if (out.json) {
    const state = await status();
    out.report(report ? { ...state, smoke: report } : state);
  } else printNextSteps(context, flags, stack, report !== undefined);
  if (report) smoke?.throwIfFailed(context, report);
}

/** Throws before anything is created if the stack cannot run here. */
async function runPreflight(
  context: Context,
  config: StackConfig,
  target: Target,
  { weaviateBinary, chart }: UpOptions,
): Promise<void> {
  const step = context.out.step(`checking ${target.preflightSubject}`, { phase: 'preflight' });
  const report = await target
    .preflight(context, config, { weaviateBinary, chart, ignoreFiles: false })
    .finally(() => step.drop());
  const failure = failureFromPreflight(report, target);
  if (failure) throw failure;
  for (const { status, title, found, suggestion } of report.checks) {
    if (status === 'warn' && found !== NOT_GENERATED)
      context.out.warn(`${title}: ${found}`, suggestion ?? undefined);
  }
}

/** Prints a failed launch as the single JSON object of `--json`. */
function reported({ out }: Context, target: RunTarget, failure: LaunchFailure): Failure {
  const { error } = failureReport(failure);
  const { diagnosis, services } = failure;
  const endpoints = { http: null, grpc: null };
  out.report({ target, state: 'failed', endpoints, services, diagnosis, error });
  const { code, message } = failure;
  return new Failure('failed', { code, message, reported: true }, { cause: failure });
}

const FLAGS = [
  ['chart', '--chart'],
  ['dryRun', '--dry-run'],
  ['weaviateBinary', '--weaviate-binary'],
] as const;

/** @throws Failure `no-effect` (usage) if a flag would have no effect on this target */
function rejectFlagsOfOtherTargets(options: UpCommandOptions): void {
  const { target } = options;
  const [key, flag] =
    FLAGS.find(([key, name]) => options[key] !== undefined && !isReadBy(target, 'up', name)) ?? [];
  if (flag === undefined) return;
  const givenFlags = flagsFor({ flag }, options[key] ?? true)
    .map(shellWord)
    .join(' ');
  throw new Failure('usage', {
    code: 'no-effect',
    message: `${flag} has no effect on up --target ${target}`,
    suggestion: `bindstack up --target ${TARGET_FLAGS[flag][0]} ${givenFlags}`,
  });
}

function printConnection({ out }: Pick<Context, 'out'>, { http, grpc, apiKey, connect }: RunningStack): void {
  if (connect) {
    out.say('Weaviate is up. To reach it from this machine:');
    for (const line of connect) out.say(`  ${line}`);
  } else {
    out.say('\nWeaviate is up:');
    out.say(`  REST  ${http}`);
    out.say(`  gRPC  ${grpc}`);
  }
  if (apiKey !== undefined) out.say(`  key   ${API_KEY_VARIABLE} in .env`);
}

function printNextSteps(
  { out }: Pick<Context, 'out'>,
  flags: FlagValues,
  { target }: RunningStack,
  isTested: boolean,
): void {
  // The directory records where the stack is, but only these flags describe the collection.
  const given = (key: string) => {
    const found = givenValues(flags, {}).get(key);
    return found ? flagsFor(optionOf(key), found.value) : [];
  };
  const next = (command: string, more: readonly string[]) =>
    `bindstack ${command}${targetFlag(target)}${more.map((word) => ` ${shellWord(word)}`).join('')}`;
  const named = given('collection.name');
  out.say('');
  if (!isTested) out.say(`Test it: ${next('smoke', COLLECTION_KEYS.flatMap(given))}`);
  out.say(`Import your files: ${next('import', [...named, 'DIR'])}`);
  out.say(`Search them: ${next('search', [...named, 'a dog on a beach'])}`);
  out.say(`Stop it: ${next('down', [])}`);
}
