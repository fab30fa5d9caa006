/** What runs a stack. */
export type RunTarget = 'compose' | 'helm' | 'embedded';

export const RUN_TARGETS: readonly RunTarget[] = ['compose', 'helm', 'embedded'];

/** ` --target helm`, for a command shown to the user; empty for the default target. */
export function targetFlag(target: RunTarget): string {
  return target === 'compose' ? '' : ` --target ${target}`;
}

/** Options that identify the release and the cluster: every command with `--target helm` reads them. */
export const RELEASE_KEYS: ReadonlySet<string> = new Set([
  'name',
  'kubernetes.namespace',
  'kubernetes.context',
]);

/** Their flags. */
export const RELEASE_FLAGS: readonly string[] = ['--name', '--namespace', '--context'];

/** Options that describe the collection. */
export const COLLECTION_KEYS: readonly string[] = ['collection.modalities', 'collection.vectors'];
