import type { GivenValues } from '../config/given.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import { withDeployed } from '../saved/deployed.ts';
import { valuesFor } from '../saved/load.ts';
import type { Target } from '../targets/target.ts';

/**
 * The configuration of the stack that is searched, with the collection that `up` was called with, which no file may say.
 * @param target undefined for a stack elsewhere
 */
export async function searchedConfig(
  context: Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal' | 'configFile'>,
  flags: FlagValues,
  target: Target | undefined,
): Promise<StackConfig> {
  const running = await target?.runningConfig(context);
  const given = await withDeployed(await valuesFor(context, flags), context.cwd);
  const fromUp: GivenValues =
    running === undefined
      ? new Map()
      : new Map([['collection.name', { value: running.collection.name, source: 'file', label: 'up' }]]);
  return resolveConfig(new Map([...fromUp, ...given])).config;
}
