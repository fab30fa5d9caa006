import type { Rule } from '../rule.ts';
import type { LocatedCollection } from './collectionDefinition.ts';
import { bindVersion } from './rules/bindVersion.ts';
import { blobHashCombined } from './rules/blobHashCombined.ts';
import { blobHashVersion } from './rules/blobHashVersion.ts';
import { compression } from './rules/compression.ts';
import { compressionDistance } from './rules/compressionDistance.ts';
import { compressionUntrained } from './rules/compressionUntrained.ts';
import { distance } from './rules/distance.ts';
import { distanceName } from './rules/distanceName.ts';
import { dynamicAsync } from './rules/dynamicAsync.ts';
import { emptyList } from './rules/emptyList.ts';
import { fieldList } from './rules/fieldList.ts';
import { fieldType } from './rules/fieldType.ts';
import { fieldUnknown } from './rules/fieldUnknown.ts';
import { hfresh } from './rules/hfresh.ts';
import { imuFields } from './rules/imuFields.ts';
import { indexSetting } from './rules/indexSetting.ts';
import { indexSkipped } from './rules/indexSkipped.ts';
import { mixedKinds } from './rules/mixedKinds.ts';
import { moduleSpelling } from './rules/moduleSpelling.ts';
import { multivector } from './rules/multivector.ts';
import { nameCase } from './rules/nameCase.ts';
import { namedVectorsVersion } from './rules/namedVectorsVersion.ts';
import { noField } from './rules/noField.ts';
import { partialObjects } from './rules/partialObjects.ts';
import { propertySettings } from './rules/propertySettings.ts';
import { propertySuffix } from './rules/propertySuffix.ts';
import { quantizerValue } from './rules/quantizerValue.ts';
import { repeatedField } from './rules/repeatedField.ts';
import { rqBits } from './rules/rq.ts';
import { settingOfOthers } from './rules/settingOfOthers.ts';
import { settingsUnread } from './rules/settingsUnread.ts';
import { textOrImageMissing } from './rules/textOrImageMissing.ts';
import { twoForms } from './rules/twoForms.ts';
import { unknownSetting } from './rules/unknownSetting.ts';
import { vectorizerMissing } from './rules/vectorizerMissing.ts';
import { weightsBalance } from './rules/weightsBalance.ts';
import { weightsCount } from './rules/weightsCount.ts';
import { weightsIncomplete } from './rules/weightsIncomplete.ts';
import { weightsOrder } from './rules/weightsOrder.ts';
import { weightsTextList } from './rules/weightsTextList.ts';
import { weightsValue } from './rules/weightsValue.ts';
import { weightsWantAllFields } from './rules/weightsWantAllFields.ts';

/** The rules for this kind of file, in the order of the documentation. */
export const COLLECTION_RULES: readonly Rule<LocatedCollection>[] = [
  // Whether the module is used, and its settings are read.
  moduleSpelling,
  vectorizerMissing,
  settingsUnread,
  twoForms,
  // What is vectorized.
  imuFields,
  unknownSetting,
  settingOfOthers,
  noField,
  fieldList,
  emptyList,
  fieldUnknown,
  fieldType,
  repeatedField,
  blobHashCombined,
  // Weights.
  weightsIncomplete,
  weightsCount,
  weightsValue,
  weightsOrder,
  weightsTextList,
  weightsBalance,
  weightsWantAllFields,
  // Objects and queries.
  mixedKinds,
  partialObjects,
  distance,
  // The index.
  distanceName,
  hfresh,
  compression,
  rqBits,
  quantizerValue,
  compressionDistance,
  compressionUntrained,
  indexSetting,
  dynamicAsync,
  multivector,
  indexSkipped,
  // Names and properties.
  nameCase,
  propertySuffix,
  propertySettings,
  // Versions of Weaviate.
  bindVersion,
  namedVectorsVersion,
  textOrImageMissing,
  blobHashVersion,
];
