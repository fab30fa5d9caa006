import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { weightedListsOf } from '../fieldLists.ts';

export const weightsTextList: Rule<LocatedCollection> = {
  id: 'collection-weights-text-list',
  severity: 'warning',
  summary: 'A field of type `text[]` has a weight.',
  why: 'Each text in the list becomes a separate vector that takes a separate weight. An object with two texts therefore takes the weight of the next field, or its insert fails with a panic if there is no next field.',
  fix: 'Use a `text` property, or no weights.',
  evidence:
    'Measured with Weaviate 1.38.11: a text[] with two entries and weights, insert fails: index out of range [1] with length 1',
  *check({ vectors, properties }) {
    for (const vector of vectors) {
      for (const { modality, fields } of weightedListsOf(vector)) {
        for (const { name, located } of fields) {
          const type = properties.get(name)?.dataType;
          if (modality !== 'text' || (type !== 'text[]' && type !== 'string[]')) continue;
          const message = `${name} is of type ${type} and has a weight: objects with two texts in it take the weight of the next field, or fail with a panic`;
          yield { place: located.place, message };
        }
      }
    }
  },
};
