import { MODALITY_FACTS } from '../../../facts/modalities.ts';
import { FIELD_KEYS } from '../fieldLists.ts';

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
export function certainlyMeant(
  key: string,
  known: readonly string[] = [...FIELD_KEYS, 'weights'],
): string | undefined {
  return known.find((candidate) => sound(candidate) === sound(key));
}
