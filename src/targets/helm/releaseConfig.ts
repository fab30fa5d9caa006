import { resolveConfig } from '../../config/resolve.ts';
import type { Context } from '../../context.ts';
import type { FlagValues } from '../../options/flags.ts';
import type { StackConfig } from '../../options/table.ts';
import { valuesFor } from '../../saved/load.ts';
import { RELEASE_RECORD, readReleaseRecord } from './record.ts';

type Needs = Pick<Context, 'cwd' | 'env' | 'configFile'>;

/**
 * The configuration of a command that looks for the release of a directory: where `up` has put it, unless something
 * else was given.
 * @param current the context is the current one, wherever the release was put before
 */
export async function releaseConfig(
  context: Needs,
  flags: FlagValues,
  { current = false }: { readonly current?: boolean } = {},
): Promise<StackConfig> {
  const [given, record] = await Promise.all([
    valuesFor(context, new Map([...flags, ['targets', ['helm']]])),
    readReleaseRecord(context.cwd),
  ]);
  const deployed = Object.entries({
    name: record?.release,
    'kubernetes.namespace': record?.namespace,
    'kubernetes.context': current ? undefined : record?.context || undefined,
  }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, { value, source: 'deployed', label: RELEASE_RECORD }] as const],
  );
  return resolveConfig(new Map([...deployed, ...given])).config;
}
