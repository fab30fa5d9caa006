import { entryAt, isNothing, type Located, type LocatedEntry } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { BindVector, LocatedCollection } from '../collectionDefinition.ts';
import {
  completeWeightsOf,
  isValidatedByWeaviate,
  nonEmptyFieldListsOf,
  weightedListsOf,
  weightOf,
  weightsEntryOf,
} from '../fieldLists.ts';

function shown(located: Located): string {
  return located.kind === 'scalar' ? JSON.stringify(located.value) : `a ${located.kind}`;
}

/** Weights that are not a list: Weaviate ignores them, as if this modality had none. */
function* nonListWeights(vector: BindVector, all: LocatedEntry): Generator<Problem> {
  const lists = nonEmptyFieldListsOf(vector);
  const hasOtherWeights = weightedListsOf(vector).length > 0;
  for (const { key, list } of lists) {
    const entry = entryAt(all.value, key);
    if (!entry || entry.value.kind === 'list') continue;
    const isSingleWeight = weightOf(entry.value) !== undefined && list.items.length === 1;
    const value = entry.value.kind === 'scalar' ? entry.value.value : null;
    yield {
      place: isNothing(entry.value) ? entry.key : entry.value.place,
      message: `weights.${key} must be a list of numbers: it is ignored, ${hasOtherWeights ? 'and inserts fail with a panic' : 'and the vectors are not weighted'}`,
      severity: hasOtherWeights ? 'error' : 'warning',
      changes: isSingleWeight ? [{ op: 'set', path: entry.value.path, value: [value] }] : [],
    };
  }
}

function* invalidWeights(vector: BindVector): Generator<Problem> {
  for (const weighted of weightedListsOf(vector)) {
    for (const item of weighted.weights.items) {
      const number = weightOf(item);
      const what = `weights.${weighted.key} contains ${shown(item)}`;
      if (number === undefined) {
        const outcome = isValidatedByWeaviate(weighted)
          ? 'Weaviate rejects the collection'
          : 'every insert fails';
        yield { place: item.place, message: `${what}, which is not a number: ${outcome}` };
      } else if (number < 0) {
        const message = `${what}: the field counts against the others, and similar objects move away`;
        yield { place: item.place, message, severity: 'warning' };
      }
    }
  }
}

export const weightsValue: Rule<LocatedCollection> = {
  id: 'collection-weights-value',
  severity: 'error',
  summary: 'A weight is not a number greater than zero.',
  why: 'Weaviate divides the weights by their sum. If that is zero, every number of the vector becomes NaN: the object is stored but cannot be found, and the response has no body. A weight that is not a number is rejected or makes every insert fail; weights that are not a list are ignored.',
  fix: 'Give each field a number greater than zero.',
  evidence:
    'Measured with Weaviate 1.38.11: weights [0] returns 200 without a body and stores the object; [true] in audioFields fails with "unrecognized type: bool"',
  fixable: true,
  *check({ vectors }) {
    for (const vector of vectors) {
      const all = weightsEntryOf(vector);
      if (!all) continue;
      if (all.value.kind !== 'map') {
        const message =
          'weights must map each modality to a list: it is ignored, and the vectors are not weighted';
        yield { place: all.value.place, message, severity: 'warning' };
        continue;
      }
      yield* nonListWeights(vector, all);
      yield* invalidWeights(vector);
      const numbers = completeWeightsOf(vector)?.flatMap((list) => list.numbers) ?? [];
      if (numbers.length > 0 && numbers.reduce<number>((sum, number) => sum + (number ?? 0), 0) === 0) {
        const message =
          'the sum of the weights is 0: every vector is NaN, and objects are stored but never found';
        yield { place: all.key, message };
      }
    }
  },
};
