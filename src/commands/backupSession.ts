import { backendOf } from '../backup/backend.ts';
import { BackupApi } from '../backup/backupApi.ts';
import { BackupFiles } from '../backup/backupFiles.ts';
import { asFailure } from '../backup/explained.ts';
import type { BackupSession } from '../backup/session.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { FlagValues } from '../options/flags.ts';
import { withDeployed } from '../saved/deployed.ts';
import { valuesFor } from '../saved/load.ts';
import type { Target } from '../targets/target.ts';
import { targetOf } from '../targets/targetOf.ts';
import { readMeta } from '../weaviate/meta.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { rejectUnreadFlags } from './readFlags.ts';
import { type ConnectionOptions, withWeaviate } from './weaviateServer.ts';

export interface BackupOptions extends ConnectionOptions {
  /** Which backup module to use, if Weaviate has several. */
  readonly backend?: string;
}

export type SessionContext = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal' | 'configFile'>;

/** Calls `work` with a connection to the Weaviate from the flags, or of this directory. @throws Failure */
export async function withBackups<T>(
  context: SessionContext,
  flags: FlagValues,
  options: BackupOptions,
  work: (session: BackupSession, target: Target | undefined) => Promise<T>,
): Promise<T> {
  const target = options.url === undefined ? await targetOf(options.target) : undefined;
  if (target) rejectUnreadFlags('backup', flags, target, target.findKeys);
  const { config } = resolveConfig(await withDeployed(await valuesFor(context, flags), context.cwd));
  const connect = <R>(at: SessionContext, use: (server: WeaviateServer, signal: AbortSignal) => Promise<R>) =>
    withWeaviate(at, flags, config, options, target, use);
  return connect(context, async (server, signal) => {
    const meta = await requireMeta(server, signal);
    const backend = backendOf(meta, options.backend);
    const run = backend.directory === undefined ? undefined : await target?.besideServer(context, flags);
    const session: BackupSession = {
      cwd: context.cwd,
      out: context.out,
      server,
      version: meta.version,
      backend,
      api: new BackupApi(server, backend.name),
      files: run && backend.directory !== undefined ? new BackupFiles(run, backend.directory) : undefined,
      hasExited: async () => (await target?.hasExited?.(context)) ?? false,
      signal,
      afterInterruption: (cleanUp) => {
        const uninterrupted: SessionContext = {
          ...context,
          signal: new AbortController().signal,
          run: (command, args, given) => context.run(command, args, { ...given, evenIfInterrupted: true }),
        };
        return connect(uninterrupted, (again) => cleanUp(new BackupApi(again, backend.name)));
      },
    };
    return work(session, target);
  });
}

async function requireMeta(server: WeaviateServer, signal: AbortSignal) {
  try {
    const meta = await readMeta(server, signal);
    if (meta) return meta;
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(error, `cannot reach Weaviate at ${server.http}`);
  }
  throw new Failure('failed', {
    code: 'server-refused',
    message: `${server.http} is not Weaviate: it has no /v1/meta`,
    suggestion: 'point --url at a Weaviate server',
  });
}
