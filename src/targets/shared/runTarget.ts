/** What runs a stack. */
export type RunTarget = 'compose' | 'helm' | 'embedded';

/** ` --target helm`, for a command that is shown; nothing for the default. */
export function targetFlag(target: RunTarget): string {
  return target === 'compose' ? '' : ` --target ${target}`;
}
