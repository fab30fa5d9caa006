import { MODALITY_FACTS } from '../../facts/modalities.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { nearest } from '../../formats/nearest.ts';
import { entriesOf, entryAt, type Located, type LocatedEntry, type Path } from '../../yaml/located.ts';
import { looksLikeBind } from '../moduleNames.ts';
import { type BindVector, type LocatedCollection, readEntry, readValue } from './collectionDefinition.ts';
import { FIELD_KEYS } from './fieldLists.ts';

/** The settings that multi2vec-bind reads. */
export const SETTINGS: readonly string[] = [...FIELD_KEYS, 'weights'];

const IMU_KEY = MODALITY_FACTS.imu.settingsKey;

/** Settings of other modules that multi2vec-bind does not have (multi2vec-bind vectorizer/class_settings.go). */
const OTHER_MODULES_SETTINGS = [
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

/** A key without the details that people get wrong: case, `_` and `-`, and a final s. */
function normalized(key: string): string {
  return key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/s$/, '');
}

/** Whether a key is a misspelling of `imuFields`, such as `IMUFields` of both official clients. */
export function isMisspelledImuFields(key: string): boolean {
  return key !== IMU_KEY && normalized(key) === normalized(IMU_KEY);
}

/** The setting of another module that a key names, in any case. */
export function settingOfOtherModule(key: string): string | undefined {
  return OTHER_MODULES_SETTINGS.find((known) => known.toLowerCase() === key.toLowerCase());
}

/** The multi2vec-bind setting that differs from a key only in case, punctuation or a final s. */
export function misspelledSetting(key: string, known: readonly string[] = SETTINGS): string | undefined {
  return known.find((candidate) => normalized(candidate) === normalized(key));
}

/** Whether the settings name fields, even under a misspelled key. */
export function hasFieldLikeKeys({ settings }: BindVector): boolean {
  return [...entriesOf(settings).keys()].some((key) => {
    if (FIELD_KEYS.includes(key) || isMisspelledImuFields(key)) return true;
    if (key === 'weights' || settingOfOtherModule(key) !== undefined) return false;
    const near = misspelledSetting(key) ?? nearest(key, SETTINGS);
    return near !== undefined && near !== 'weights';
  });
}

/** Settings in a place where Weaviate does not read them. */
export interface MisplacedSettings {
  readonly entry: LocatedEntry;
  /** What to remove when they are moved: the settings, or the block that they would leave empty. */
  readonly obsoletePath: Path;
  /** Where they are. */
  readonly foundAt: string;
  /** Where they belong. */
  readonly belongsAt: string;
  readonly form: 'class' | 'vector' | 'bare' | 'other-module' | 'misspelled';
}

/** The path of an entry, or of its map if that contains nothing else. */
function obsoletePathOf(map: Located, key: string): Path {
  return entriesOf(map).size === 1 ? map.path : [...map.path, key];
}

/** Whether a module of this name computes vectors; other modules may have settings in the same block. */
function isVectorizer(name: string): boolean {
  return /2vec-|^ref2vec/.test(name);
}

/** Settings that were probably meant for a vector but are in the wrong place. */
export function misplacedSettingsOf(
  { root }: LocatedCollection,
  vector: BindVector,
): MisplacedSettings | undefined {
  const ofClass = readEntry(root, 'moduleConfig');
  if (vector.name !== undefined) {
    const belongsAt = `vectorConfig.${vector.name}.vectorizer.${BIND_MODULE}`;
    const places = [
      { map: readValue(vector.index, 'moduleConfig'), foundAt: `vectorConfig.${vector.name}.moduleConfig` },
      { map: ofClass?.value, foundAt: 'moduleConfig' },
    ];
    for (const { map, foundAt } of places) {
      const entry = entryAt(map, BIND_MODULE);
      if (!map || !entry) continue;
      const form = map === ofClass?.value ? 'class' : 'vector';
      return { entry, foundAt, belongsAt, form, obsoletePath: obsoletePathOf(map, BIND_MODULE) };
    }
    return undefined;
  }
  const entries = entriesOf(ofClass?.value);
  if (!ofClass || entries.has(BIND_MODULE)) return undefined;
  const belongsAt = `moduleConfig.${BIND_MODULE}`;
  for (const [name, entry] of entries) {
    const place = {
      entry,
      foundAt: `moduleConfig.${name}`,
      belongsAt,
      obsoletePath: obsoletePathOf(ofClass.value, name),
    };
    if (looksLikeBind(name)) return { ...place, form: 'misspelled' };
    if (isVectorizer(name)) return { ...place, form: 'other-module' };
  }
  const bare = FIELD_KEYS.some((key) => entries.has(key));
  if (!bare) return undefined;
  return {
    entry: ofClass,
    foundAt: 'moduleConfig',
    belongsAt,
    form: 'bare',
    obsoletePath: ofClass.value.path,
  };
}
