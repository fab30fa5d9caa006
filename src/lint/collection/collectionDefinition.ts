import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { hasReached } from '../../formats/versionNumber.ts';
import { memoized } from '../../yaml/cache.ts';
import {
  at,
  entriesOf,
  entryAt,
  isNothing,
  itemsOf,
  type Located,
  type LocatedEntry,
  type LocatedMap,
  textOf,
} from '../../yaml/located.ts';
import type { Place } from '../../yaml/source.ts';

/**
 * The entry of a key as Weaviate reads it: Go's JSON reader ignores the case of the keys that it knows
 * (`VectorConfig`, measured with 1.38.11), and takes null for nothing. Not for settings of modules: those are
 * maps, in which case counts.
 */
export function readEntry(map: Located | undefined, key: string): LocatedEntry | undefined {
  const entries = entriesOf(map);
  const entry = entries.get(key) ?? byLowerCaseKey(entries).get(key.toLowerCase());
  return entry && isNothing(entry.value) ? undefined : entry;
}

/** Of keys that differ in case, the first. */
const byLowerCaseKey = memoized((entries: ReadonlyMap<string, LocatedEntry>) => {
  const found = new Map<string, LocatedEntry>();
  for (const [key, entry] of entries) if (!found.has(key.toLowerCase())) found.set(key.toLowerCase(), entry);
  return found;
});

export function readValue(map: Located | undefined, ...keys: readonly string[]): Located | undefined {
  let current = map;
  for (const key of keys) current = readEntry(current, key)?.value;
  return current;
}

/** One vector of a collection that multi2vec-bind makes. */
export interface BindVector {
  /** Its name in `vectorConfig`; undefined for the one vector of the older form. */
  readonly name: string | undefined;
  /** Where `multi2vec-bind` is written, or the vectorizer that names it. */
  readonly key: Place;
  /** The settings of the module; undefined where there are none, or something other than a map. */
  readonly settings: LocatedMap | undefined;
  /** What stands in the place of the settings, whatever it is. */
  readonly rawSettings: Located | undefined;
  /** What holds `vectorIndexType` and `vectorIndexConfig`. */
  readonly index: LocatedMap;
}

export interface CollectionProperty {
  /** As Weaviate stores it: with a small first letter. */
  readonly name: string;
  readonly nameValue: Located;
  /** `text`, `blob`, `text[]`, …; undefined where it is not said. */
  readonly dataType: string | undefined;
  readonly map: LocatedMap;
}

/** A collection as Weaviate's REST schema takes it. */
export interface LocatedCollection {
  readonly root: LocatedMap;
  /** Its name, or its first character. */
  readonly key: Place;
  /** What it says of itself; empty where it says nothing. */
  readonly description: string;
  readonly properties: ReadonlyMap<string, CollectionProperty>;
  readonly vectors: readonly BindVector[];
  /** Weaviate that it is meant for, where that is known: `1.38.11`. */
  readonly weaviateVersion: string | undefined;
  /** Whether it indexes in the background (ASYNC_INDEXING), where that is known. */
  readonly asyncIndexing: boolean | undefined;
}

/** Weaviate makes the first letter of a property's name small (measured with 1.38.11: `Title` becomes `title`). */
export function storedPropertyName(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function propertiesOf(root: LocatedMap): ReadonlyMap<string, CollectionProperty> {
  const properties = new Map<string, CollectionProperty>();
  for (const map of itemsOf(readValue(root, 'properties'))) {
    const nameValue = readValue(map, 'name');
    const text = textOf(nameValue);
    if (map.kind !== 'map' || !nameValue || text === undefined) continue;
    const type = readValue(map, 'dataType');
    const name = storedPropertyName(text);
    const dataType = textOf(type?.kind === 'list' ? type.items[0] : type);
    properties.set(name, { name, nameValue, dataType, map });
  }
  return properties;
}

function asMap(value: Located | undefined): LocatedMap | undefined {
  return value?.kind === 'map' ? value : undefined;
}

function vectorsOf(root: LocatedMap): BindVector[] {
  const named = [...entriesOf(readValue(root, 'vectorConfig'))].flatMap(([name, { value }]): BindVector[] => {
    const bind = entryAt(readValue(value, 'vectorizer'), BIND_MODULE);
    if (!bind || value.kind !== 'map') return [];
    return [{ name, key: bind.key, settings: asMap(bind.value), rawSettings: bind.value, index: value }];
  });
  const vectorizer = readValue(root, 'vectorizer');
  if (textOf(vectorizer) !== BIND_MODULE || !vectorizer) return named;
  const entry = entryAt(readValue(root, 'moduleConfig'), BIND_MODULE);
  const key = entry?.key ?? vectorizer.place;
  const settings = asMap(entry?.value);
  return [...named, { name: undefined, key, settings, rawSettings: entry?.value, index: root }];
}

/** The collections of a file: one, a list, or the `classes` of a schema. */
export function collectionsIn(
  root: Located,
  weaviateVersion?: string,
  asyncIndexing?: boolean,
): LocatedCollection[] {
  const classes =
    root.kind === 'list' ? root : (readValue(root, 'classes') ?? readValue(root, 'collections'));
  const maps = classes?.kind === 'list' ? classes.items : [root];
  return maps.flatMap((map): LocatedCollection[] => {
    if (map.kind !== 'map') return [];
    const key = (readEntry(map, 'class')?.value ?? map).place;
    return [
      {
        root: map,
        key,
        description: textOf(readValue(map, 'description')) ?? '',
        properties: propertiesOf(map),
        vectors: vectorsOf(map),
        weaviateVersion,
        asyncIndexing,
      },
    ];
  });
}

/** An index of a collection with its settings, whatever makes its vectors. */
export interface VectorIndex {
  /** As it is written; undefined where nothing is said, which is hnsw unless DEFAULT_VECTOR_INDEX says otherwise. */
  readonly type: string | undefined;
  /** Where the type is written. */
  readonly typeValue: Located | undefined;
  /** `vectorIndexConfig`, or the part of a dynamic index. Its keys are those of a map: case counts. */
  readonly config: Located | undefined;
  /** It is one of the two of a dynamic index, which exists with ASYNC_INDEXING only. */
  readonly isPartOfDynamic: boolean;
}

function indexesOf(holder: Located): VectorIndex[] {
  const typeValue = readEntry(holder, 'vectorIndexType')?.value;
  const config = readValue(holder, 'vectorIndexConfig');
  const type = textOf(typeValue) || undefined;
  if (type !== 'dynamic') return [{ type, typeValue, config, isPartOfDynamic: false }];
  return ['hnsw', 'flat'].map((part) => ({
    type: part,
    typeValue,
    config: at(config, part),
    isPartOfDynamic: true,
  }));
}

/** Every index of a collection: of its named vectors, or of its one vector; a dynamic index as its two. */
export function vectorIndexesOf({ root }: LocatedCollection): VectorIndex[] {
  const named = [...entriesOf(readValue(root, 'vectorConfig')).values()].map(({ value }) => value);
  return [root, ...named].flatMap(indexesOf);
}

/** Whether a compression is switched on: only a boolean counts. */
export function isEnabled(compression: Located | undefined): boolean {
  const enabled = at(compression, 'enabled');
  return enabled?.kind === 'scalar' && enabled.value === true;
}

/** Whether the collection is for a server that is known to be older than a minimum version. */
export function isOlderThan({ weaviateVersion }: LocatedCollection, minimums: readonly string[]): boolean {
  return weaviateVersion !== undefined && !hasReached(weaviateVersion, minimums);
}
