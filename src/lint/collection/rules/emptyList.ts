import { entriesOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { fieldListsOf, isValidatedByWeaviate, nonEmptyFieldListsOf, weightsEntryOf } from '../fieldLists.ts';

export const emptyList: Rule<LocatedCollection> = {
  id: 'collection-empty-list',
  severity: 'error',
  summary: 'A list of fields is empty.',
  why: 'Weaviate rejects a collection with an empty `textFields` or `imageFields`. It accepts an empty list for the other modalities, which has no effect.',
  fix: 'Name a property, or remove the key.',
  evidence:
    'Measured with Weaviate 1.38.11: imageFields [] returns 422 "must contain at least one image field name in imageFields", audioFields [] is accepted',
  fixable: true,
  *check({ vectors }) {
    for (const vector of vectors) {
      const hasOtherFields = nonEmptyFieldListsOf(vector).length > 0;
      for (const setting of fieldListsOf(vector)) {
        const { key, entry, list } = setting;
        if (list.items.length > 0) continue;
        const isRejected = isValidatedByWeaviate(setting);
        const outcome = isRejected
          ? 'Weaviate rejects the collection'
          : hasOtherFields
            ? 'it has no effect'
            : 'objects are stored without a vector';
        const hasWeights = entriesOf(weightsEntryOf(vector)?.value).has(key);
        yield {
          place: entry.key,
          message: `${key} is empty: ${outcome}`,
          changes: hasOtherFields && !hasWeights ? [{ op: 'remove', path: list.path }] : [],
          ...(!isRejected && hasOtherFields && { severity: 'warning' as const }),
        };
      }
    }
  },
};
