import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { isValidatedByWeaviate, weightedListsOf } from '../fieldLists.ts';

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? '' : 's'}`;
}

export const weightsCount: Rule<LocatedCollection> = {
  id: 'collection-weights-count',
  severity: 'error',
  summary: 'The number of weights differs from the number of fields.',
  why: 'For text and images Weaviate rejects the collection. For the other modalities it accepts it: with too few weights, inserts fail with a panic; with too many, the weights of the following modalities shift.',
  fix: 'Give one weight per field.',
  evidence:
    'Measured with Weaviate 1.38.11: 422 "weights.textFields does not equal number of textFields"; two audioFields with one weight: index out of range [1] with length 1',
  *check({ vectors }) {
    for (const vector of vectors) {
      for (const weighted of weightedListsOf(vector)) {
        const { key, list, weights, weightEntry } = weighted;
        const weightCount = weights.items.length;
        const fieldCount = list.items.length;
        if (weightCount === fieldCount) continue;
        const outcome = isValidatedByWeaviate(weighted)
          ? 'Weaviate rejects the collection'
          : weightCount < fieldCount
            ? 'inserts fail with a panic'
            : 'the weights of other modalities shift';
        const message = `weights.${key} has ${count(weightCount, 'weight')} for ${count(fieldCount, 'field')}: ${outcome}`;
        yield { place: weightEntry.key, message };
      }
    }
  },
};
