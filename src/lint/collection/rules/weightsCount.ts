import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { isValidatedByWeaviate, weightedListsOf } from '../fieldLists.ts';

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? '' : 's'}`;
}

export const weightsCount: Rule<LocatedCollection> = {
  id: 'collection-weights-count',
  severity: 'error',
  summary: 'Not as many weights as fields.',
  why: 'For text and images Weaviate refuses the collection. For the other kinds it accepts it: with too few weights inserts fail with a panic, with too many the weights of the kinds behind are shifted.',
  fix: 'Give one weight for each field.',
  evidence:
    'measured with Weaviate 1.38.11: 422 "weights.textFields does not equal number of textFields"; two audioFields with one weight: index out of range [1] with length 1',
  *check({ vectors }) {
    for (const vector of vectors) {
      for (const weighted of weightedListsOf(vector)) {
        const { key, list, weights, weightEntry } = weighted;
        const given = weights.items.length;
        const wanted = list.items.length;
        if (given === wanted) continue;
        const outcome = isValidatedByWeaviate(weighted)
          ? 'Weaviate refuses the collection'
          : given < wanted
            ? 'inserts fail with a panic'
            : 'the weights of other kinds are shifted';
        const message = `weights.${key} has ${count(given, 'weight')} for ${count(wanted, 'field')}: ${outcome}`;
        yield { place: weightEntry.key, message };
      }
    }
  },
};
