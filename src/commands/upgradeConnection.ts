import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { versionInTag } from '../formats/versionNumber.ts';
import type { FlagValues } from '../options/flags.ts';
import { withDeployed } from '../saved/deployed.ts';
import { valuesFor } from '../saved/load.ts';
import type { Target } from '../targets/target.ts';
import { readMeta } from '../weaviate/meta.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import type { BackupOptions } from './backupSession.ts';
import { withWeaviate } from './weaviateServer.ts';

/** Where the stack of a directory runs. */
export interface StackPlace {
  readonly context: Context;
  readonly flags: FlagValues;
  readonly options: BackupOptions;
  readonly target: Target;
}

/** Calls `use` while the Weaviate of a stack is reachable. */
export async function withServer<T>(
  { context, flags, options, target }: StackPlace,
  use: (server: WeaviateServer, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { config } = resolveConfig(await withDeployed(await valuesFor(context, flags), context.cwd));
  return withWeaviate(context, flags, config, options, target, use);
}

/** The version of the running Weaviate; undefined if it cannot be reached. */
export async function versionOfRunning(stack: StackPlace): Promise<string | undefined> {
  try {
    return await withServer(stack, async (server, signal) => {
      const meta = await readMeta(server, signal);
      return versionInTag(meta?.version ?? '');
    });
  } catch {
    stack.context.signal.throwIfAborted();
    return undefined;
  }
}
