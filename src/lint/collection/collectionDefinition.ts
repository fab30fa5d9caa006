import {
  COMPRESSIONS,
  type CompressionName,
  VECTOR_INDEXES,
  type VectorIndexName,
} from '../../facts/vectorIndexes.ts';
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
 * (`VectorConfig`, measured with 1.38.11) and treats null like a missing key. Not for module settings: those
 * are maps, in which case matters.
 */
export function readEntry(map: Located | undefined, key: string): LocatedEntry | undefined {
  const entries = entriesOf(map);
  const entry = entries.get(key) ?? byLowerCaseKey(entries).get(key.toLowerCase());
  return entry && isNothing(entry.value) ? undefined : entry;
}

/** Entries by lowercase key; of keys that differ only in case, the first wins. */
const byLowerCaseKey = memoized((entries: ReadonlyMap<string, LocatedEntry>) => {
  const found = new Map<string, LocatedEntry>();
  for (const [key, entry] of entries) if (!found.has(key.toLowerCase())) found.set(key.toLowerCase(), entry);
  return found;
});

/** The value at a path of keys, each read as in `readEntry`. */
export function readValue(map: Located | undefined, ...keys: readonly string[]): Located | undefined {
  let current = map;
  for (const key of keys) current = readEntry(current, key)?.value;
  return current;
}

/** One vector of a collection that multi2vec-bind computes. */
export interface BindVector {
  /** Its name in `vectorConfig`; undefined for the single vector of the older form. */
  readonly name: string | undefined;
  /** Place of the key `multi2vec-bind`, or of the vectorizer that names it. */
  readonly key: Place;
  /** The settings of the module; undefined if there are none, or if they are not a map. */
  readonly settings: LocatedMap | undefined;
  /** The value in the place of the settings, regardless of its type. */
  readonly rawSettings: Located | undefined;
  /** The map with `vectorIndexType` and `vectorIndexConfig`. */
  readonly index: LocatedMap;
}

export interface CollectionProperty {
  /** As Weaviate stores it: with a lowercase first letter. */
  readonly name: string;
  readonly nameValue: Located;
  /** `text`, `blob`, `text[]`, …; undefined if it is not set. */
  readonly dataType: string | undefined;
  readonly map: LocatedMap;
}

/** A collection in the form of Weaviate's REST schema, with the places of its parts. */
export interface LocatedCollection {
  readonly root: LocatedMap;
  /** The place of its name; without a name, of the whole collection. */
  readonly key: Place;
  /** Empty if it has none. */
  readonly description: string;
  readonly properties: ReadonlyMap<string, CollectionProperty>;
  readonly vectors: readonly BindVector[];
  /** Version of Weaviate that the collection is for, if known: `1.38.11`. */
  readonly weaviateVersion: string | undefined;
  readonly server: ServerDefaults;
}

/** What the files of the servers say about collections that they create; a value is absent if it is unknown or unset. */
export interface ServerDefaults {
  /** Whether they run with ASYNC_INDEXING. */
  readonly asyncIndexing?: boolean | undefined;
  /** DEFAULT_VECTOR_INDEX. */
  readonly index?: VectorIndexName | undefined;
  /** DEFAULT_QUANTIZATION. */
  readonly compression?: CompressionName | undefined;
}

/** Weaviate lowercases the first letter of a property name (measured with 1.38.11: `Title` becomes `title`). */
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

/** The collections in a file: a single one, a list, or the `classes` of a schema. */
export function collectionsIn(
  root: Located,
  weaviateVersion?: string,
  server: ServerDefaults = {},
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
        server,
      },
    ];
  });
}

/** An index of a collection with its settings, for any vectorizer. */
export interface VectorIndex {
  /** Undefined if it is not set: then it is hnsw, unless DEFAULT_VECTOR_INDEX changes that. */
  readonly type: string | undefined;
  /** Where the type is written. */
  readonly typeValue: Located | undefined;
  /** The map with `vectorIndexType` and `vectorIndexConfig`. */
  readonly holder: Located;
  /** `vectorIndexConfig`, or the part of a dynamic index. Its keys are case-sensitive. */
  readonly config: Located | undefined;
  /** It is one of the two indexes of a dynamic index, which requires ASYNC_INDEXING. */
  readonly isPartOfDynamic: boolean;
  /** The distance that is used: that of `vectorIndexConfig`, also for the parts of a dynamic index. */
  readonly distance: Located | undefined;
}

/** The parts of a dynamic index. */
export const PARTS_OF_DYNAMIC = ['hnsw', 'flat'] as const;

/** What has an index: every named vector, and the collection itself if it has a single vector. */
function holdersOf({ root }: LocatedCollection): Located[] {
  const named = [...entriesOf(readValue(root, 'vectorConfig')).values()].map(({ value }) => value);
  const hasOwn =
    named.length === 0 || readEntry(root, 'vectorIndexType') || readEntry(root, 'vectorIndexConfig');
  return hasOwn ? [root, ...named] : named;
}

/** Every index of a collection, for named vectors and for the single vector; a dynamic index is one. */
export function wholeIndexesOf(collection: LocatedCollection): VectorIndex[] {
  return holdersOf(collection).map((holder) => {
    const typeValue = readEntry(holder, 'vectorIndexType')?.value;
    const config = readValue(holder, 'vectorIndexConfig');
    const type = textOf(typeValue) || collection.server.index;
    return { type, typeValue, holder, config, isPartOfDynamic: false, distance: at(config, 'distance') };
  });
}

/** As `wholeIndexesOf`, but a dynamic index counts as two. */
export function vectorIndexesOf(collection: LocatedCollection): VectorIndex[] {
  return wholeIndexesOf(collection).flatMap((index) =>
    index.type === 'dynamic'
      ? PARTS_OF_DYNAMIC.map((type) => ({
          ...index,
          type,
          config: at(index.config, type),
          isPartOfDynamic: true,
        }))
      : [index],
  );
}

/** The vector of multi2vec-bind that an index belongs to, if any. */
export function bindVectorOf(
  { vectors }: LocatedCollection,
  { holder }: VectorIndex,
): BindVector | undefined {
  return vectors.find(({ index }) => index === holder);
}

/** The index that Weaviate creates; undefined if it does not know the type. */
export function indexNameOf({ type = 'hnsw' }: VectorIndex): VectorIndexName | undefined {
  return VECTOR_INDEXES.find((name) => name === type);
}

/** Whether a switch is on; Weaviate ignores anything but a boolean. */
export function isTrue(value: Located | undefined): boolean {
  return value?.kind === 'scalar' && value.value === true;
}

/** Whether a compression is enabled. */
export function isEnabled(compression: Located | undefined): boolean {
  return isTrue(at(compression, 'enabled'));
}

/** The blocks of `vectorIndexConfig` that enable a compression. */
export const COMPRESSION_BLOCKS = ['pq', 'bq', 'sq', 'rq'] as const;

/** The compression that an index enables; 8 bits are the default of `rq` (hnsw/rq_config.go). */
export function compressionOf({
  config,
}: VectorIndex): { readonly name: CompressionName; readonly entry: LocatedEntry } | undefined {
  for (const block of COMPRESSION_BLOCKS) {
    const entry = entryAt(config, block);
    if (!entry || !isEnabled(entry.value)) continue;
    const bits = at(entry.value, 'bits');
    const name =
      block === 'rq'
        ? `rq-${bits?.kind === 'scalar' && typeof bits.value === 'number' ? bits.value : 8}`
        : block;
    const known = COMPRESSIONS.find((one) => one === name);
    return known && { name: known, entry };
  }
  return undefined;
}

/** Whether the collection is for a server known to be older than a minimum version. */
export function isOlderThan({ weaviateVersion }: LocatedCollection, minimums: readonly string[]): boolean {
  return weaviateVersion !== undefined && !hasReached(weaviateVersion, minimums);
}
