import { isNothing, type Located, type LocatedEntry, type LocatedMap } from '../../yaml/located.ts';

/** Lists that a later file replaces instead of adding to (compose-go override/merge.go). */
const REPLACED = new Set(['command', 'entrypoint', 'test', 'capabilities', 'device_ids']);

/**
 * A value of a Compose file under one of a later file, as Compose merges them: maps by key, lists one after the
 * other, all else replaced. Where one spells a map as a list (`environment`, `depends_on`) the result is a list
 * that holds both, in order. Places and paths stay those of the first.
 */
function mergeLocated(key: string, base: Located, over: Located): Located {
  if (over.tag === '!override' || over.tag === '!reset' || isNothing(base)) return over;
  if (isNothing(over)) return base;
  if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over);
  const both = base.kind !== 'scalar' && over.kind !== 'scalar';
  if (!both || REPLACED.has(key)) return over;
  const parts = (part: Located): readonly Located[] => (part.kind === 'list' ? part.items : [part]);
  return { kind: 'list', items: [...parts(base), ...parts(over)], place: base.place, path: base.path };
}

export function mergeMaps(base: LocatedMap, over: LocatedMap): LocatedMap {
  const entries = new Map<string, LocatedEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key);
    if (entry.value.tag === '!reset') entries.delete(key);
    else if (below) entries.set(key, { key: below.key, value: mergeLocated(key, below.value, entry.value) });
    else entries.set(key, entry);
  }
  return { ...base, entries };
}
