import type { Rule } from '../../rule.ts';
import type { CollectionDefinition } from '../collectionDefinition.ts';
import { bindVersion } from './bindVersion.ts';
import { blobHashCombined } from './blobHashCombined.ts';
import { blobHashVersion } from './blobHashVersion.ts';
import { compressionUntrained } from './compressionUntrained.ts';
import { distance } from './distance.ts';
import { emptyList } from './emptyList.ts';
import { fieldList } from './fieldList.ts';
import { fieldType } from './fieldType.ts';
import { fieldUnknown } from './fieldUnknown.ts';
import { hfresh } from './hfresh.ts';
import { imuFieldsSpelling } from './imuFieldsSpelling.ts';
import { mixedKinds } from './mixedKinds.ts';
import { moduleSpelling } from './moduleSpelling.ts';
import { nameCase } from './nameCase.ts';
import { namedVectorsVersion } from './namedVectorsVersion.ts';
import { noField } from './noField.ts';
import { partialObjects } from './partialObjects.ts';
import { propertySettings } from './propertySettings.ts';
import { propertySuffix } from './propertySuffix.ts';
import { repeatedField } from './repeatedField.ts';
import { rotational } from './rotational.ts';
import { settingOfOthers } from './settingOfOthers.ts';
import { settingsUnread } from './settingsUnread.ts';
import { textOrImageMissing } from './textOrImageMissing.ts';
import { twoForms } from './twoForms.ts';
import { unknownSetting } from './unknownSetting.ts';
import { vectorizerMissing } from './vectorizerMissing.ts';
import { weightsBalance } from './weightsBalance.ts';
import { weightsCount } from './weightsCount.ts';
import { weightsIncomplete } from './weightsIncomplete.ts';
import { weightsOrder } from './weightsOrder.ts';
import { weightsTextList } from './weightsTextList.ts';
import { weightsValue } from './weightsValue.ts';
import { weightsWantAllFields } from './weightsWantAllFields.ts';

/** The rules for this kind of file, in the order of the documentation. */
export const COLLECTION_RULES: readonly Rule<CollectionDefinition>[] = [
  // Is the module used, and are its settings read?
  moduleSpelling,
  vectorizerMissing,
  settingsUnread,
  twoForms,
  // What it vectorizes.
  imuFieldsSpelling,
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
  // What objects and queries must be like.
  mixedKinds,
  partialObjects,
  distance,
  // The index.
  hfresh,
  rotational,
  compressionUntrained,
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
