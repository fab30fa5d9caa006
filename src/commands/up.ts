import { type FlagValues, givenValues } from '../config/given.ts';
import { configFor } from '../config/load.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { shellWord } from '../formats/shellWords.ts';
import { flagsFor } from '../options/replay.ts';
import { optionOf, type StackConfig } from '../options/table.ts';
import { API_KEY_VARIABLE } from '../stack/weaviateEnvironment.ts';
import { upCompose } from '../targets/compose/upCompose.ts';
import { refuseEmbedded } from '../targets/embedded/embeddedConditions.ts';
import { upEmbedded } from '../targets/embedded/upEmbedded.ts';
import { LaunchFailure } from '../targets/shared/launchFailure.ts';
import { failureFromPreflight } from '../targets/shared/preflight/failure.ts';
import { preflight } from '../targets/shared/preflight/preflight.ts';
import type { RunningStack } from '../targets/shared/runningStack.ts';
import { type RunTarget, targetFlag } from '../targets/shared/runTarget.ts';
import { composeStatus, embeddedStatus } from '../targets/shared/status.ts';
import { failureJson } from '../terminal/failure.ts';
import { COLLECTION_KEYS, configFlags, intendedRelease, refuseUnread, UP_KEYS } from './readFlags.ts';
import { timeoutSeconds } from './timeout.ts';

export interface UpOptions {
  readonly target: RunTarget;
  readonly smoke?: boolean;
  readonly timeout?: string;
  readonly preflight?: boolean;
  readonly progress?: 'text' | 'json';
  readonly weaviateBinary?: string;
  readonly chart?: string;
  readonly dryRun?: boolean;
}

/** `bindstack up`: looks at the machine, starts the stack, waits layer by layer, says how to connect. */
export async function up(given: Context, flags: FlagValues, options: UpOptions): Promise<void> {
  const context = options.progress === 'json' ? { ...given, out: given.out.withJsonLines() } : given;
  const { target } = options;
  refuseUnread('up', flags, target, UP_KEYS[target]);
  refuseOthers(options);
  const config =
    target === 'helm'
      ? await intendedRelease(context, flags)
      : await configFor(context, configFlags(flags, target));
  const timeout = timeoutSeconds(options.timeout);
  if (options.dryRun) {
    const { dryRunHelm } = await import('../targets/helm/dryRun.ts');
    return dryRunHelm(context, config, options);
  }
  const prove = (stack: RunningStack, signal: AbortSignal) =>
    afterwards({ ...context, signal }, flags, options, config, stack);
  try {
    // What was asked for wrongly is said before the machine is looked at.
    if (target === 'embedded') await refuseEmbedded(context, config, options.weaviateBinary);
    if (target === 'helm') await (await import('../targets/helm/upHelm.ts')).refuseHelm(context);
    if (options.preflight !== false) await lookAhead(context, config, options);
    if (target === 'helm') {
      const { upHelm } = await import('../targets/helm/upHelm.ts');
      await upHelm(context, config, { timeout, chart: options.chart }, prove);
      return;
    }
    const stack =
      target === 'embedded'
        ? await upEmbedded(context, config, { timeout, weaviateBinary: options.weaviateBinary })
        : await upCompose(context, config, { timeout });
    await prove(stack, context.signal);
  } catch (error) {
    if (!(error instanceof LaunchFailure) || !context.out.json) throw error;
    throw reported(context, target, error);
  }
}

/** What comes once the stack is up: how to reach it, and the proof where it was asked for. */
async function afterwards(
  context: Context,
  flags: FlagValues,
  { smoke: wantsSmoke, target }: UpOptions,
  config: StackConfig,
  stack: RunningStack,
): Promise<void> {
  const { out } = context;
  if (!out.json) tell(context, flags, stack);
  const smoke = wantsSmoke ? await import('./smoke.ts') : undefined;
  const report = await smoke?.smokeStack(context, flags, stack);
  if (out.json) {
    const state = await statusAfter(context, target, config);
    out.data(JSON.stringify(report ? { ...state, smoke: report } : state));
  }
  if (report) smoke?.insist(context, report);
}

async function statusAfter(context: Context, target: RunTarget, config: StackConfig) {
  if (target === 'helm') {
    const { helmStatus } = await import('../targets/helm/helmStatus.ts');
    return helmStatus(context, config);
  }
  return target === 'embedded' ? embeddedStatus(context) : composeStatus(context);
}

/** Stops before anything is created where the machine cannot run the stack; a stack that runs needs no look. */
async function lookAhead(
  context: Context,
  config: StackConfig,
  { target, weaviateBinary, chart }: UpOptions,
): Promise<void> {
  const text = target === 'helm' ? 'looking at the cluster' : 'looking at this machine';
  const step = context.out.step(text, { phase: 'preflight' });
  const report = await preflight(context, config, target, {
    weaviateBinary,
    chart,
    ignoreFiles: false,
  }).finally(() => step.drop());
  const failure = failureFromPreflight(report, target);
  if (failure) throw failure;
  for (const { status, title, found, suggestion } of report.checks) {
    if (status === 'warn') context.out.warn(`${title}: ${found}`, suggestion ?? undefined);
  }
}

/** A failed launch as the one object that `--json` promises. */
function reported({ out }: Context, target: RunTarget, failure: LaunchFailure): Failure {
  const { error } = JSON.parse(failureJson(failure)) as { error: unknown };
  const { diagnosis, services } = failure;
  const endpoints = { http: null, grpc: null };
  out.data(JSON.stringify({ target, state: 'failed', endpoints, services, diagnosis, error }));
  const { code, message } = failure;
  return new Failure('failed', { code, message, reported: true }, { cause: failure });
}

/** @throws Failure `no-effect` (usage): an option that would change nothing is a misunderstanding */
function refuseOthers({ target, chart, dryRun, weaviateBinary }: UpOptions): void {
  const refuse = (flag: string, only: RunTarget) => {
    throw new Failure('usage', {
      code: 'no-effect',
      message: `${flag} has no effect on up --target ${target}`,
      suggestion: `bindstack up --target ${only} ${flag} …`,
    });
  };
  if (chart !== undefined && target !== 'helm') refuse('--chart', 'helm');
  if (dryRun && target !== 'helm') refuse('--dry-run', 'helm');
  if (weaviateBinary !== undefined && target !== 'embedded') refuse('--weaviate-binary', 'embedded');
}

function tell(
  { out, whereFlags }: Pick<Context, 'out' | 'whereFlags'>,
  flags: FlagValues,
  stack: RunningStack,
): void {
  const { target, http, grpc, apiKey, connect } = stack;
  if (connect) {
    out.say('Weaviate is up. To reach it from this machine:');
    for (const line of connect) out.say(`  ${line}`);
  } else {
    out.say('\nWeaviate is up:');
    out.say(`  REST  ${http}`);
    out.say(`  gRPC  ${grpc}`);
  }
  if (apiKey !== undefined) out.say(`  key   ${API_KEY_VARIABLE} in .env`);
  // Where the stack is, its directory remembers; what the collection holds was only said to this command.
  const collection = COLLECTION_KEYS.flatMap((key) => {
    const given = givenValues(flags, {}).get(key);
    return given ? flagsFor(optionOf(key), given.value) : [];
  });
  const next = (command: string, more: readonly string[]) =>
    `bindstack ${command}${targetFlag(target)}${[...more, ...whereFlags].map((word) => ` ${shellWord(word)}`).join('')}`;
  out.say(`\nTest it: ${next('smoke', collection)}\nStop it: ${next('down', [])}`);
}
