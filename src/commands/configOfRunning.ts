import type { Given } from '../config/given.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import { withDeployed } from '../saved/deployed.ts';
import { valuesFor } from '../saved/load.ts';
import type { Target } from '../targets/target.ts';
import { targetOf } from '../targets/targetOf.ts';
import { rejectUnreadFlags } from './readFlags.ts';
import type { ConnectionOptions } from './weaviateServer.ts';

/**
 * The configuration of a stack that may run already. Where no file describes its collection, the flags that `up` was
 * called with describe it.
 * @param target undefined for a stack elsewhere
 */
export async function configOfRunning(
  context: Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal' | 'configFile'>,
  flags: FlagValues,
  target: Target | undefined,
): Promise<StackConfig> {
  const running = await target?.runningConfig(context);
  const given = await withDeployed(await valuesFor(context, flags), context.cwd);
  return resolveConfig(new Map([...(running ? collectionOf(running) : []), ...given])).config;
}

function collectionOf({ collection }: StackConfig): [string, Given][] {
  const { name, modalities, vectors, index, compression } = collection;
  const running = (value: Given['value']): Given => ({ value, source: 'file', label: 'up' });
  return [
    ['collection.name', running(name)],
    ['collection.modalities', running(modalities)],
    ['collection.vectors', running(vectors)],
    ['collection.index', running(index)],
    ...(compression === undefined
      ? []
      : [['collection.compression', running(compression)] as [string, Given]]),
  ];
}

/** A stack whose collection holds the user's files. */
interface StackOfFiles {
  /** Undefined for a stack elsewhere. */
  readonly target: Target | undefined;
  readonly config: StackConfig;
  /** The command that starts it; undefined for a stack elsewhere. */
  readonly start: string | undefined;
}

/**
 * The stack that a command about files works on.
 * @throws Failure (usage) for flags that have no effect
 */
export async function stackOfFiles(
  command: string,
  context: Parameters<typeof configOfRunning>[0],
  flags: FlagValues,
  options: Pick<ConnectionOptions, 'target' | 'url'>,
): Promise<StackOfFiles> {
  const target = options.url === undefined ? await targetOf(options.target) : undefined;
  if (target) rejectUnreadFlags(command, flags, target, new Set([...target.findKeys, 'collection.name']));
  const config = await configOfRunning(context, flags, target);
  return { target, config, start: await target?.startCommand(context) };
}
