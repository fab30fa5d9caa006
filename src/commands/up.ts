import type { FlagValues } from '../config/given.ts';
import { configFor } from '../config/load.ts';
import type { Context } from '../context.ts';
import { API_KEY_VARIABLE } from '../stack/weaviateEnvironment.ts';
import { upCompose } from '../launch/upCompose.ts';
import { upEmbedded } from '../launch/upEmbedded.ts';
import type { RunningStack } from '../launch/runningStack.ts';
import { timeoutSeconds } from './timeout.ts';

export interface UpOptions {
  readonly target: 'compose' | 'embedded';
  readonly smoke?: boolean;
  readonly timeout?: string;
  readonly weaviateBinary?: string;
}

/** `bindstack up`: starts the stack, waits layer by layer, says how to connect. */
export async function up(context: Context, flags: FlagValues, options: UpOptions): Promise<void> {
  const config = configFor(context, flags);
  const timeout = timeoutSeconds(options.timeout);
  const stack =
    options.target === 'embedded'
      ? await upEmbedded(context, config, { timeout, weaviateBinary: options.weaviateBinary })
      : await upCompose(context, config, { timeout });
  const { out } = context;
  if (!out.json) tell(context, stack);
  const smoke = options.smoke ? await import('./smoke.ts') : undefined;
  const report = await smoke?.smokeStack(context, flags, stack);
  const { target, http, grpc } = stack;
  if (out.json) {
    out.data(JSON.stringify({ target, state: 'running', endpoints: { http, grpc }, ...(report && { smoke: report }) }));
  }
  if (report) smoke?.insist(context, report);
}

function tell({ out }: Pick<Context, 'out'>, { target, http, grpc, apiKey }: RunningStack): void {
  out.say('\nWeaviate is up:');
  out.say(`  REST  ${http}`);
  out.say(`  gRPC  ${grpc}`);
  if (apiKey !== undefined) out.say(`  key   ${API_KEY_VARIABLE} in .env`);
  const flag = target === 'embedded' ? ' --target embedded' : '';
  out.say(`\nProve it: bindstack smoke${flag}   Stop it: bindstack down${flag}`);
}
