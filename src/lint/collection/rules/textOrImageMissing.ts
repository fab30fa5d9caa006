import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import type { Rule } from '../../rule.ts';
import { isOlderThan, type LocatedCollection } from '../collectionDefinition.ts';
import { fieldSettingsOf, isValidatedByWeaviate, vectorLabel } from '../fieldLists.ts';

export const textOrImageMissing: Rule<LocatedCollection> = {
  id: 'collection-text-or-image-missing',
  severity: 'error',
  summary: 'A vector has no text or image fields, but this version of Weaviate requires one of them.',
  why: 'Weaviate validates the settings of multi2vec-bind like those of multi2vec-clip. Versions before 1.31.21, 1.32.18, 1.33.6, 1.34.1 and 1.35.0 reject the collection: `textFields or imageFields setting needs to be present`.',
  fix: 'Add a text or image field to the vector, or use a newer version of Weaviate.',
  evidence:
    'weaviate/weaviate usecases/modulecomponents/settings/base_class_multimodal_settings.go, by tags; modules/multi2vec-bind/config.go',
  *check(collection) {
    if (!isOlderThan(collection, MINIMUM_VERSIONS.collectionWithoutTextAndImage)) return;
    if (isOlderThan(collection, MINIMUM_VERSIONS.bindModule)) return;
    for (const vector of collection.vectors) {
      const settings = fieldSettingsOf(vector);
      if (settings.length === 0 || settings.some(isValidatedByWeaviate)) continue;
      const message = `${vectorLabel(vector)} has neither textFields nor imageFields: Weaviate ${collection.weaviateVersion} rejects it`;
      yield { place: vector.key, message };
    }
  },
};
