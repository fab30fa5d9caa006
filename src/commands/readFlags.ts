import type { FlagValues } from '../config/given.ts';
import { configFor } from '../config/load.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { COMPOSE_FILE, VALUES_FILE } from '../facts/fileNames.ts';
import { RELEASE_KEYS } from '../options/releaseKeys.ts';
import { OPTIONS, optionOf, type StackConfig } from '../options/table.ts';
import { releaseConfig } from '../targets/helm/releaseConfig.ts';
import { type RunTarget, targetFlag } from '../targets/shared/runTarget.ts';

/** What the collection of a stack holds, and how. */
export const COLLECTION_KEYS = ['collection.modalities', 'collection.vectors'];

/** What `up` reads of the configuration; the rest stands in the files that it starts. */
export const UP_KEYS: Readonly<Record<RunTarget, ReadonlySet<string>>> = {
  compose: new Set(['inference.startPeriod', ...COLLECTION_KEYS]),
  helm: new Set(['inference.startPeriod', 'kubernetes.chartVersion', ...RELEASE_KEYS, ...COLLECTION_KEYS]),
  embedded: new Set(OPTIONS.map(({ key }) => key)),
};

/**
 * The flags with the target for which the rules of a configuration count: Helm's are no business of a stack that
 * runs here.
 */
export function configFlags(flags: FlagValues, target: RunTarget): FlagValues {
  return new Map([...flags, ['targets', [target === 'helm' ? 'helm' : 'compose']]]);
}

/** @throws Failure `no-effect` (usage): a flag that would change nothing is a misunderstanding, the file decides */
export function refuseUnread(
  command: string,
  flags: FlagValues,
  target: RunTarget,
  keys: ReadonlySet<string>,
): void {
  const unread = [...flags.keys()].find((key) => !keys.has(key));
  if (unread === undefined) return;
  const { flag } = optionOf(unread);
  const file = target === 'helm' ? VALUES_FILE : COMPOSE_FILE;
  // `up` finds a name in the file.
  const isOfRelease = RELEASE_KEYS.has(unread) && (command !== 'up' || unread !== 'name');
  throw new Failure('usage', {
    code: 'no-effect',
    message: isOfRelease
      ? `${flag} has no effect on ${command} --target ${target}: it names a release of the target helm`
      : `${flag} has no effect on ${command} --target ${target}: ${file} decides`,
    suggestion: isOfRelease
      ? `bindstack ${command} --target helm ${flag} …`
      : `bindstack generate ${flag} …, then bindstack ${command}${targetFlag(target)}`,
  });
}

/**
 * The configuration by which a command finds the release of a directory.
 * @returns undefined for the other targets, which read no configuration
 */
export async function configOfRelease(
  command: string,
  context: Pick<Context, 'cwd' | 'env' | 'configFile'>,
  flags: FlagValues,
  target: RunTarget,
): Promise<StackConfig | undefined> {
  refuseUnread(command, flags, target, new Set(target === 'helm' ? RELEASE_KEYS : []));
  return target === 'helm' ? releaseConfig(context, flags) : undefined;
}

/**
 * The configuration for `up --target helm`: name and namespace where the last `up` has used them, in the context that
 * was given or is the current one. Its warnings are shown.
 */
export async function intendedRelease(
  context: Pick<Context, 'cwd' | 'env' | 'configFile' | 'out'>,
  flags: FlagValues,
): Promise<StackConfig> {
  await configFor(context, configFlags(flags, 'helm'));
  return releaseConfig(context, flags, { current: true });
}
