import {
  at,
  entriesOf,
  entryAt,
  itemsOf,
  type Located,
  type LocatedList,
  type LocatedMap,
  textOf,
} from '../located.ts';
import type { Place } from '../source.ts';

/** One vector of a collection that multi2vec-bind makes. */
export interface BindVector {
  /** Its name in `vectorConfig`; undefined for the one vector of the older form. */
  readonly name: string | undefined;
  /** Where `multi2vec-bind` is written, or the vectorizer that names it. */
  readonly key: Place;
  /** The settings of the module; undefined where there are none, or something other than a map. */
  readonly settings: LocatedMap | undefined;
  /** What holds `vectorIndexType` and `vectorIndexConfig`. */
  readonly index: LocatedMap;
}

export interface CollectionProperty {
  readonly name: string;
  readonly key: Place;
  /** `text`, `blob`, `text[]`, …; undefined where it is not said. */
  readonly dataType: string | undefined;
  readonly map: LocatedMap;
}

/** A collection as Weaviate's REST schema takes it. */
export interface CollectionDefinition {
  readonly root: LocatedMap;
  /** Its name, or its first character. */
  readonly key: Place;
  readonly properties: ReadonlyMap<string, CollectionProperty>;
  readonly vectors: readonly BindVector[];
  /** Weaviate that it is meant for, where that is known: `1.38.11`. */
  readonly weaviateVersion: string | undefined;
}

const MODULE = 'multi2vec-bind';

function propertiesOf(root: LocatedMap): ReadonlyMap<string, CollectionProperty> {
  const properties = new Map<string, CollectionProperty>();
  for (const map of itemsOf(at(root, 'properties'))) {
    const name = at(map, 'name');
    const text = textOf(name);
    if (map.kind !== 'map' || !name || text === undefined) continue;
    const type = at(map, 'dataType');
    properties.set(text, {
      name: text,
      key: name.place,
      dataType: textOf(type?.kind === 'list' ? type.items[0] : type),
      map,
    });
  }
  return properties;
}

function settingsOf(value: Located | undefined): LocatedMap | undefined {
  return value?.kind === 'map' ? value : undefined;
}

function vectorsOf(root: LocatedMap): BindVector[] {
  const named = [...entriesOf(at(root, 'vectorConfig'))].flatMap(([name, { value }]): BindVector[] => {
    const bind = entryAt(at(value, 'vectorizer'), MODULE);
    return bind && value.kind === 'map'
      ? [{ name, key: bind.key, settings: settingsOf(bind.value), index: value }]
      : [];
  });
  const vectorizer = at(root, 'vectorizer');
  if (textOf(vectorizer) !== MODULE || !vectorizer) return named;
  const entry = entryAt(at(root, 'moduleConfig'), MODULE);
  return [
    ...named,
    { name: undefined, key: entry?.key ?? vectorizer.place, settings: settingsOf(entry?.value), index: root },
  ];
}

/** The collections of a file: one, a list, or the `classes` of a schema. */
export function collectionsIn(root: Located, weaviateVersion?: string): CollectionDefinition[] {
  const list: LocatedList | undefined = root.kind === 'list' ? root : undefined;
  const classes = list ?? at(root, 'classes') ?? at(root, 'collections');
  const maps = classes?.kind === 'list' ? classes.items : [root];
  return maps.flatMap((map) =>
    map.kind === 'map'
      ? [
          {
            root: map,
            key: (at(map, 'class') ?? map).place,
            properties: propertiesOf(map),
            vectors: vectorsOf(map),
            weaviateVersion,
          },
        ]
      : [],
  );
}
