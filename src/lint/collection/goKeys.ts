import { entriesOf, isNothing, type Located, type LocatedEntry } from '../../yaml/located.ts';

/**
 * The entry of a key as Weaviate reads it: Go's JSON reader ignores the case of the keys that it knows
 * (`VectorConfig`, measured with 1.38.11), and takes null for nothing. Not for settings of modules: those are
 * maps, in which case counts.
 */
export function readEntry(map: Located | undefined, key: string): LocatedEntry | undefined {
  const entries = entriesOf(map);
  const exact = entries.get(key);
  const entry = exact ?? [...entries].find(([written]) => written.toLowerCase() === key.toLowerCase())?.[1];
  return entry && isNothing(entry.value) ? undefined : entry;
}

export function read(map: Located | undefined, ...keys: readonly string[]): Located | undefined {
  let current = map;
  for (const key of keys) current = readEntry(current, key)?.value;
  return current;
}
