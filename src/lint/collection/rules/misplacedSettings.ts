import { BIND_MODULE } from '../../../stack/weaviateEnvironment.ts';
import { entriesOf, entryAt, type Located, type LocatedEntry, type Path } from '../../../yaml/located.ts';
import { looksLikeBind } from '../../compose/rules/moduleMisspelt.ts';
import type { BindVector, CollectionDefinition } from '../collectionDefinition.ts';
import { FIELD_KEYS } from '../fieldLists.ts';
import { read, readEntry } from '../goKeys.ts';

/** Settings where Weaviate does not look for them. */
export interface MisplacedSettings {
  readonly entry: LocatedEntry;
  /** What to take away when they are moved: with them, the block that would be left empty. */
  readonly leftover: Path;
  /** Where they are. */
  readonly where: string;
  /** Where they belong. */
  readonly belong: string;
  readonly form: 'class' | 'vector' | 'bare' | 'other-module' | 'misspelt';
}

/** The path of an entry of a map, or of the map itself where it holds nothing else. */
function leftoverOf(map: Located, key: string): Path {
  return entriesOf(map).size === 1 ? map.path : [...map.path, key];
}

/** Whether a module of this name makes vectors: only one of a collection's settings counts. */
function isVectorizer(name: string): boolean {
  return /2vec-|^ref2vec/.test(name);
}

/** The settings that were perhaps meant for a vector, beside the place where they are read. */
export function misplacedSettingsOf(
  { root }: CollectionDefinition,
  vector: BindVector,
): MisplacedSettings | undefined {
  const ofClass = readEntry(root, 'moduleConfig');
  if (vector.name !== undefined) {
    const belong = `vectorConfig.${vector.name}.vectorizer.${BIND_MODULE}`;
    const places = [
      { map: read(vector.index, 'moduleConfig'), where: `vectorConfig.${vector.name}.moduleConfig` },
      { map: ofClass?.value, where: 'moduleConfig' },
    ];
    for (const { map, where } of places) {
      const entry = entryAt(map, BIND_MODULE);
      if (!map || !entry) continue;
      const form = map === ofClass?.value ? 'class' : 'vector';
      return { entry, where, belong, form, leftover: leftoverOf(map, BIND_MODULE) };
    }
    return undefined;
  }
  const entries = entriesOf(ofClass?.value);
  if (!ofClass || entries.has(BIND_MODULE)) return undefined;
  const belong = `moduleConfig.${BIND_MODULE}`;
  for (const [name, entry] of entries) {
    const place = { entry, where: `moduleConfig.${name}`, belong, leftover: leftoverOf(ofClass.value, name) };
    if (looksLikeBind(name)) return { ...place, form: 'misspelt' };
    if (isVectorizer(name)) return { ...place, form: 'other-module' };
  }
  const bare = FIELD_KEYS.some((key) => entries.has(key));
  if (!bare) return undefined;
  return { entry: ofClass, where: 'moduleConfig', belong, form: 'bare', leftover: ofClass.value.path };
}
