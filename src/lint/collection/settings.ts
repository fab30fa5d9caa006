import { MODALITY_FACTS } from '../../facts/modalities.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { nearest } from '../../formats/nearest.ts';
import { entriesOf, entryAt, type Located, type LocatedEntry, type Path } from '../../yaml/located.ts';
import { looksLikeBind } from '../moduleNames.ts';
import { type BindVector, read, readEntry, type WrittenCollection } from './collectionDefinition.ts';
import { FIELD_KEYS } from './fieldLists.ts';

/** The settings that multi2vec-bind reads. */
export const SETTINGS: readonly string[] = [...FIELD_KEYS, 'weights'];

const IMU_KEY = MODALITY_FACTS.imu.settingsKey;

/** Settings of other modules that multi2vec-bind does not have (multi2vec-bind vectorizer/class_settings.go). */
const OF_OTHER_MODULES = [
  'inferenceUrl',
  'inferenceApi',
  'endpointURL',
  'apiEndpoint',
  'baseURL',
  'passageInferenceUrl',
  'queryInferenceUrl',
  'model',
  'modelId',
  'modelVersion',
  'dimensions',
  'poolingStrategy',
  'truncate',
  'location',
  'projectId',
  'vectorizeClassName',
  'vectorizeCollectionName',
  'vectorizePropertyName',
  'properties',
  'sourceProperties',
  'skip',
];

/** A key without what people get wrong: case, `_` and `-`, the s at its end. */
function sound(key: string): string {
  return key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/s$/, '');
}

/** `IMUFields`, as both official clients write it, and its like. */
export function isImuMisspelt(key: string): boolean {
  return key !== IMU_KEY && sound(key) === sound(IMU_KEY);
}

/** The setting of another module that a key names. */
export function settingOfOtherModule(key: string): string | undefined {
  return OF_OTHER_MODULES.find((known) => known.toLowerCase() === key.toLowerCase());
}

/** The one setting of multi2vec-bind that a key can only be meant for. */
export function certainlyMeant(key: string, known: readonly string[] = SETTINGS): string | undefined {
  return known.find((candidate) => sound(candidate) === sound(key));
}

/** Whether the settings try to name fields, be it under a key that is not read. */
export function triesToNameFields({ settings }: BindVector): boolean {
  return [...entriesOf(settings).keys()].some((key) => {
    if (FIELD_KEYS.includes(key) || isImuMisspelt(key)) return true;
    if (key === 'weights' || settingOfOtherModule(key) !== undefined) return false;
    const near = certainlyMeant(key) ?? nearest(key, SETTINGS);
    return near !== undefined && near !== 'weights';
  });
}

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
  { root }: WrittenCollection,
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
