import { BIND_MODULE } from '../../stack/weaviateEnvironment.ts';
import { entriesOf, entryAt, itemsOf, type Located, type LocatedMap, textOf } from '../../yaml/located.ts';
import type { Place } from '../../yaml/source.ts';
import { read, readEntry } from './goKeys.ts';

/** One vector of a collection that multi2vec-bind makes. */
export interface BindVector {
  /** Its name in `vectorConfig`; undefined for the one vector of the older form. */
  readonly name: string | undefined;
  /** Where `multi2vec-bind` is written, or the vectorizer that names it. */
  readonly key: Place;
  /** The settings of the module; undefined where there are none, or something other than a map. */
  readonly settings: LocatedMap | undefined;
  /** What stands in the place of the settings, whatever it is. */
  readonly written: Located | undefined;
  /** What holds `vectorIndexType` and `vectorIndexConfig`. */
  readonly index: LocatedMap;
}

export interface CollectionProperty {
  /** As Weaviate stores it: with a small first letter. */
  readonly name: string;
  readonly written: Located;
  /** `text`, `blob`, `text[]`, …; undefined where it is not said. */
  readonly dataType: string | undefined;
  readonly map: LocatedMap;
}

/** A collection as Weaviate's REST schema takes it. */
export interface CollectionDefinition {
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
  for (const map of itemsOf(read(root, 'properties'))) {
    const written = read(map, 'name');
    const text = textOf(written);
    if (map.kind !== 'map' || !written || text === undefined) continue;
    const type = read(map, 'dataType');
    const name = storedPropertyName(text);
    const dataType = textOf(type?.kind === 'list' ? type.items[0] : type);
    properties.set(name, { name, written, dataType, map });
  }
  return properties;
}

function mapOrNone(value: Located | undefined): LocatedMap | undefined {
  return value?.kind === 'map' ? value : undefined;
}

function vectorsOf(root: LocatedMap): BindVector[] {
  const named = [...entriesOf(read(root, 'vectorConfig'))].flatMap(([name, { value }]): BindVector[] => {
    const bind = entryAt(read(value, 'vectorizer'), BIND_MODULE);
    if (!bind || value.kind !== 'map') return [];
    return [{ name, key: bind.key, settings: mapOrNone(bind.value), written: bind.value, index: value }];
  });
  const vectorizer = read(root, 'vectorizer');
  if (textOf(vectorizer) !== BIND_MODULE || !vectorizer) return named;
  const entry = entryAt(read(root, 'moduleConfig'), BIND_MODULE);
  const key = entry?.key ?? vectorizer.place;
  const settings = mapOrNone(entry?.value);
  return [...named, { name: undefined, key, settings, written: entry?.value, index: root }];
}

/** The collections of a file: one, a list, or the `classes` of a schema. */
export function collectionsIn(
  root: Located,
  weaviateVersion?: string,
  asyncIndexing?: boolean,
): CollectionDefinition[] {
  const classes = root.kind === 'list' ? root : (read(root, 'classes') ?? read(root, 'collections'));
  const maps = classes?.kind === 'list' ? classes.items : [root];
  return maps.flatMap((map): CollectionDefinition[] => {
    if (map.kind !== 'map') return [];
    const key = (readEntry(map, 'class')?.value ?? map).place;
    return [
      {
        root: map,
        key,
        description: textOf(read(map, 'description')) ?? '',
        properties: propertiesOf(map),
        vectors: vectorsOf(map),
        weaviateVersion,
        asyncIndexing,
      },
    ];
  });
}
