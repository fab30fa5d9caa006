import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { weightedListsOf } from '../fieldLists.ts';

export const weightsTextList: Rule<LocatedCollection> = {
  id: 'collection-weights-text-list',
  severity: 'warning',
  summary: 'A weighted field of the type `text[]`.',
  why: 'Every text of the list becomes a vector of its own and takes a weight of its own, so an object with two texts takes the weight of the next field, or fails with a panic where there is none.',
  fix: 'Use a text property, or no weights.',
  evidence:
    'measured with Weaviate 1.38.11: a text[] with two entries and weights, insert fails: index out of range [1] with length 1',
  *check({ vectors, properties }) {
    for (const vector of vectors) {
      for (const { modality, fields } of weightedListsOf(vector)) {
        for (const { name, located } of fields) {
          const type = properties.get(name)?.dataType;
          if (modality !== 'text' || (type !== 'text[]' && type !== 'string[]')) continue;
          const message = `${name} is of the type ${type} and has a weight: objects with two texts in it take the weight of the next field, or fail with a panic`;
          yield { place: located.place, message };
        }
      }
    }
  },
};
