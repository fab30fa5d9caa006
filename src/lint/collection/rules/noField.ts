import { isNothing } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { vectorLabel } from '../fieldLists.ts';
import { hasFieldLikeKeys, misplacedSettingsOf } from '../settings.ts';

export const noField: Rule<LocatedCollection> = {
  id: 'collection-no-field',
  severity: 'error',
  summary: 'A multi2vec-bind vector has no fields.',
  why: 'Weaviate accepts the collection, but never vectorizes anything: single inserts store objects without a vector, and batches fail with `insert called with nil-vector`. Without any settings, every insert fails, or the collection is not created at all.',
  fix: 'Name the properties to vectorize in `textFields`, `imageFields` or another `…Fields` setting.',
  evidence: 'Measured with Weaviate 1.38.11: {} is accepted with 200, objects get no vector',
  *check(collection) {
    for (const vector of collection.vectors) {
      // Weaviate rejects a single vector next to named ones, which collection-two-forms reports.
      if (vector.name === undefined && collection.vectors.length > 1) continue;
      if (hasFieldLikeKeys(vector) || misplacedSettingsOf(collection, vector)) continue;
      const title = vectorLabel(vector);
      if (vector.settings) {
        yield { place: vector.key, message: `${title} names no fields: objects are stored without a vector` };
      } else if (isNothing(vector.rawSettings)) {
        const outcome =
          vector.name === undefined
            ? 'every insert fails'
            : 'Weaviate fails and does not create the collection';
        yield { place: vector.key, message: `${title} has no settings for multi2vec-bind: ${outcome}` };
      } else {
        const message = `the settings for multi2vec-bind must be keys and values: Weaviate fails on them`;
        yield { place: vector.key, message };
      }
    }
  },
};
