import { planOf } from '../capabilities/size.ts';
import { withDeadline } from '../clock.ts';
import { checkConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';
import { readApiKey } from '../files/envFile.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import { valuesFor } from '../saved/load.ts';
import type { StackUse } from '../targets/shared/resourceUse.ts';
import type { StackStatus } from '../targets/shared/stackState.ts';
import type { Target } from '../targets/target.ts';

/** Milliseconds; a status is not late because Weaviate does not answer. */
const TIMEOUT = 3000;

/** What a stack uses, with the number of its objects and what was planned; null if Weaviate does not run. */
export async function stackUse(
  context: Context,
  flags: FlagValues,
  target: Target,
  { use, endpoints }: StackStatus,
): Promise<StackUse | null> {
  if (!use) return null;
  const config = await plannedConfig(context, target);
  const plan = config && planOf(config);
  // A server that does not respond would only keep the user waiting.
  const stored = use.responds
    ? await storedObjects(context, flags, target, endpoints.http, config)
    : undefined;
  return {
    memory: use.memory,
    objects: stored === undefined ? null : { stored, planned: plan?.input.objects ?? null },
    disk: use.disk && { ...use.disk, planned: plan?.disk.total ?? null },
  };
}

/** The configuration of a stack. An invalid file is no reason to show nothing. */
async function plannedConfig(context: Context, target: Target): Promise<StackConfig | undefined> {
  const running = await target.runningConfig(context);
  if (running) return running;
  const given = await valuesFor(context, new Map()).catch(() => undefined);
  return given && checkConfig(given).config;
}

/** The number of all objects; undefined if Weaviate does not say it in time. */
async function storedObjects(
  context: Context,
  flags: FlagValues,
  target: Target,
  http: string | null,
  config: StackConfig | undefined,
): Promise<number | undefined> {
  const [{ countStored }, apiKey] = await Promise.all([
    import('./readServer.ts'),
    context.env[API_KEY_VARIABLE] || readApiKey(context.cwd),
  ]);
  const count = (url: string, signal: AbortSignal) =>
    countStored({ http: url, grpcHost: '', grpcPort: 0, apiKey }, signal);
  try {
    return await withDeadline(TIMEOUT, context.signal, async (limit) => {
      if (http !== null) return count(http, limit);
      const limited = { ...context, signal: limit };
      return config && target.access(limited, flags, config, ({ http: url }, signal) => count(url, signal));
    });
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}
