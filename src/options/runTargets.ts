/** What runs a stack. */
export type RunTarget = 'compose' | 'helm' | 'embedded';

export const RUN_TARGETS: readonly RunTarget[] = ['compose', 'helm', 'embedded'];

/** ` --target helm`, for a command that is shown; nothing for the default. */
export function targetFlag(target: RunTarget): string {
  return target === 'compose' ? '' : ` --target ${target}`;
}

/** Which release in which cluster: what every command of the target `helm` reads. */
export const RELEASE_KEYS: ReadonlySet<string> = new Set([
  'name',
  'kubernetes.namespace',
  'kubernetes.context',
]);

/** What the collection of a stack holds, and how. */
export const COLLECTION_KEYS: readonly string[] = ['collection.modalities', 'collection.vectors'];
