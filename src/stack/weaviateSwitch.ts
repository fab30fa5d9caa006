/** Weaviate reads `on`, `enabled`, `1` and `true` in any case as true, all else as false (entities/config/helpers.go). */
export function isOn(value: string | undefined): boolean {
  return ['on', 'enabled', '1', 'true'].includes((value ?? '').toLowerCase());
}
