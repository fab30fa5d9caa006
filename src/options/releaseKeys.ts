/** Which release in which cluster: what every command of the target `helm` reads. */
export const RELEASE_KEYS: ReadonlySet<string> = new Set([
  'name',
  'kubernetes.namespace',
  'kubernetes.context',
]);
