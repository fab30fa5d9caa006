import type { FlagValues } from '../config/given.ts';
import { configFor } from '../config/load.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { refuseEmbedded } from '../launch/embeddedConditions.ts';
import { LaunchFailure } from '../launch/launchFailure.ts';
import { failureFromPreflight } from '../launch/preflight/failure.ts';
import { preflight } from '../launch/preflight/preflight.ts';
import type { RunningStack } from '../launch/runningStack.ts';
import { composeStatus, embeddedStatus } from '../launch/status.ts';
import { upCompose } from '../launch/upCompose.ts';
import { upEmbedded } from '../launch/upEmbedded.ts';
import { optionOf, type StackConfig } from '../options/table.ts';
import { failureJson } from '../output/failure.ts';
import { COMPOSE_FILE } from '../render/dockerCompose.ts';
import { API_KEY_VARIABLE } from '../stack/weaviateEnvironment.ts';
import { timeoutSeconds } from './timeout.ts';

export interface UpOptions {
  readonly target: 'compose' | 'embedded';
  readonly smoke?: boolean;
  readonly timeout?: string;
  readonly preflight?: boolean;
  readonly progress?: 'text' | 'json';
  readonly weaviateBinary?: string;
}

/** What `up --target compose` reads of the configuration; the rest stands in docker-compose.yml. */
const READ_WITH_COMPOSE: ReadonlySet<string> = new Set([
  'inference.startPeriod',
  'collection.modalities',
  'collection.vectors',
]);

/** `bindstack up`: looks at the machine, starts the stack, waits layer by layer, says how to connect. */
export async function up(given: Context, flags: FlagValues, options: UpOptions): Promise<void> {
  const context = options.progress === 'json' ? { ...given, out: given.out.withJsonLines() } : given;
  const { out } = context;
  const { target } = options;
  if (target === 'compose') refuseUnread(flags);
  // Helm's rules are no business of a stack that runs here.
  const config = await configFor(context, new Map([...flags, ['targets', ['compose']]]));
  const timeout = timeoutSeconds(options.timeout);
  let stack: RunningStack;
  try {
    // What was asked for wrongly is said before the machine is looked at.
    if (target === 'embedded') await refuseEmbedded(context, config, options.weaviateBinary);
    if (options.preflight !== false) await lookAhead(context, config, options);
    stack =
      target === 'embedded'
        ? await upEmbedded(context, config, { timeout, weaviateBinary: options.weaviateBinary })
        : await upCompose(context, config, { timeout });
  } catch (error) {
    if (!(error instanceof LaunchFailure) || !out.json) throw error;
    throw reported(context, target, error);
  }
  if (!out.json) tell(context, stack);
  const smoke = options.smoke ? await import('./smoke.ts') : undefined;
  const report = await smoke?.smokeStack(context, flags, stack);
  if (out.json) {
    const state = await (target === 'embedded' ? embeddedStatus(context) : composeStatus(context));
    out.data(JSON.stringify(report ? { ...state, smoke: report } : state));
  }
  if (report) smoke?.insist(context, report);
}

/** Stops before anything is created where the machine cannot run the stack; a stack that runs needs no look. */
async function lookAhead(
  context: Context,
  config: StackConfig,
  { target, weaviateBinary }: UpOptions,
): Promise<void> {
  const step = context.out.step('looking at this machine', { phase: 'preflight' });
  const report = await preflight(context, config, target, { weaviateBinary, ignoreFiles: false }).finally(
    () => step.drop(),
  );
  const failure = failureFromPreflight(report);
  if (failure) throw failure;
  for (const { status, title, found, suggestion } of report.checks) {
    if (status === 'warn') context.out.warn(`${title}: ${found}`, suggestion ?? undefined);
  }
}

/** A failed launch as the one object that `--json` promises. */
function reported({ out }: Context, target: UpOptions['target'], failure: LaunchFailure): Failure {
  const { error } = JSON.parse(failureJson(failure)) as { error: unknown };
  const { diagnosis, services } = failure;
  const endpoints = { http: null, grpc: null };
  out.data(JSON.stringify({ target, state: 'failed', endpoints, services, diagnosis, error }));
  const { code, message } = failure;
  return new Failure('failed', { code, message, reported: true }, { cause: failure });
}

/** A flag that would change nothing is a misunderstanding: the file decides. */
function refuseUnread(flags: FlagValues): void {
  const unread = [...flags.keys()].find((key) => !READ_WITH_COMPOSE.has(key));
  if (unread === undefined) return;
  const { flag } = optionOf(unread);
  throw new Failure('usage', {
    code: 'no-effect',
    message: `${flag} has no effect on up --target compose: ${COMPOSE_FILE} decides`,
    suggestion: `bindstack generate ${flag} …, then bindstack up`,
  });
}

function tell({ out }: Pick<Context, 'out'>, { target, http, grpc, apiKey }: RunningStack): void {
  const flag = target === 'embedded' ? ' --target embedded' : '';
  out.say('\nWeaviate is up:');
  out.say(`  REST  ${http}`);
  out.say(`  gRPC  ${grpc}`);
  if (apiKey !== undefined) out.say(`  key   ${API_KEY_VARIABLE} in .env`);
  out.say(`\nProve it: bindstack smoke${flag}   Stop it: bindstack down${flag}`);
}
