import type { FlagValues } from '../config/given.ts';
import { configFor } from '../config/load.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { RunningStack } from '../launch/runningStack.ts';
import { upCompose } from '../launch/upCompose.ts';
import { upEmbedded } from '../launch/upEmbedded.ts';
import { optionOf } from '../options/table.ts';
import { COMPOSE_FILE } from '../render/dockerCompose.ts';
import { API_KEY_VARIABLE } from '../stack/weaviateEnvironment.ts';
import { timeoutSeconds } from './timeout.ts';

export interface UpOptions {
  readonly target: 'compose' | 'embedded';
  readonly smoke?: boolean;
  readonly timeout?: string;
  readonly weaviateBinary?: string;
}

/** What `up --target compose` reads of the configuration; the rest stands in docker-compose.yml. */
const READ_WITH_COMPOSE: ReadonlySet<string> = new Set([
  'inference.startPeriod',
  'collection.modalities',
  'collection.vectors',
]);

/** `bindstack up`: starts the stack, waits layer by layer, says how to connect. */
export async function up(context: Context, flags: FlagValues, options: UpOptions): Promise<void> {
  const { out } = context;
  if (options.target === 'compose') refuseUnread(flags);
  const config = await configFor(context, flags);
  const timeout = timeoutSeconds(options.timeout);
  const stack =
    options.target === 'embedded'
      ? await upEmbedded(context, config, { timeout, weaviateBinary: options.weaviateBinary })
      : await upCompose(context, config, { timeout });
  if (!out.json) tell(context, stack);
  const smoke = options.smoke ? await import('./smoke.ts') : undefined;
  const report = await smoke?.smokeStack(context, flags, stack);
  if (out.json) {
    const { target, http, grpc } = stack;
    const state = { target, state: 'running', endpoints: { http, grpc } };
    out.data(JSON.stringify(report ? { ...state, smoke: report } : state));
  }
  if (report) smoke?.insist(context, report);
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
