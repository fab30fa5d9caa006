import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lastBackupsText } from '../backup/lastBackups.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { UPGRADE_FILE } from '../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';
import { readApiKey } from '../files/envFile.ts';
import type { FlagValues } from '../options/flags.ts';
import type { RunTarget } from '../options/runTargets.ts';
import type { StackStatus } from '../targets/shared/stackState.ts';
import { statusText } from '../targets/shared/statusText.ts';
import { lastBackupsHere, warnAboutRestore } from './lastBackups.ts';
import { targetForFlags } from './readFlags.ts';
import { stackUse } from './statusUse.ts';

export interface StatusOptions {
  readonly target: RunTarget;
  readonly format?: 'text' | 'env';
}

/** `bindstack status`: shows what is running and how to reach it. */
export async function status(context: Context, flags: FlagValues, options: StatusOptions): Promise<void> {
  const { out, cwd } = context;
  const { target } = options;
  const stackTarget = await targetForFlags('status', target, flags);
  const withUse = out.json || options.format !== 'env';
  const current = await stackTarget.status(context, flags, { withUse });
  const use = withUse ? await stackUse(context, flags, stackTarget, current) : null;
  const backups = await lastBackupsHere(context, flags, stackTarget);
  if (out.json) out.report({ ...current, use, ...(backups && { backups }) });
  else if (options.format === 'env') {
    const { http, grpc } = current.endpoints;
    if (current.state === 'running' && (http === null || grpc === null)) throw notReachable(current);
    if (http === null || grpc === null || current.state !== 'running') {
      throw new Failure('failed', {
        code: 'not-running',
        message: `the stack is not running (${current.state})`,
        suggestion: await stackTarget.startCommand(context),
      });
    }
    out.data(environmentLines(http, grpc, (await readApiKey(cwd)) !== undefined).join('\n'));
  } else
    out.show(
      statusText(current, {
        colors: out.dataColors,
        start: await stackTarget.startCommand(context),
        use,
        backups: backups && lastBackupsText(backups, Date.now()),
      }),
    );
  await warnAboutUpgrade(context);
  await warnAboutRestore(context);
  if (current.state === 'failed') {
    throw new Failure('failed', { code: 'stack-failed', message: 'the stack has failed', reported: true });
  }
}

/** A state that looks wrong may be that of an interrupted upgrade. */
async function warnAboutUpgrade({ cwd, out }: Pick<Context, 'cwd' | 'out'>): Promise<void> {
  if (!existsSync(join(cwd, UPGRADE_FILE))) return;
  const { readUpgrade, unfinishedText } = await import('../upgrade/journal.ts');
  const journal = await readUpgrade(cwd).catch(() => undefined);
  if (journal) out.warn(...unfinishedText(journal));
}

/** Weaviate is running but has no address outside the cluster. */
function notReachable({ portForward = [] }: StackStatus): Failure {
  return new Failure('failed', {
    code: 'not-reachable',
    message: 'Weaviate has no address outside the cluster',
    suggestion: `${portForward.join(' & ')}, then http://127.0.0.1:8080; or bindstack generate --service-type LoadBalancer`,
  });
}

/** For `eval "$(bindstack status --format env)"`. The key itself is not printed, only the name of its variable in .env. */
function environmentLines(http: string, grpc: string, hasKey: boolean): string[] {
  const pairs = [
    ['WEAVIATE_URL', http],
    ['WEAVIATE_GRPC_URL', grpc],
    ...(hasKey ? [['WEAVIATE_API_KEY_VARIABLE', API_KEY_VARIABLE]] : []),
  ];
  // Addresses and a name: none of them contains a quote.
  return pairs.map(([name, value]) => `export ${name}='${value}'`);
}
