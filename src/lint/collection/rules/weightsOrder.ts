import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { plainValue } from '../../../yaml/pieces.ts';
import type { Problem, Rule } from '../../rule.ts';
import { isOlderThan, type LocatedCollection } from '../collectionDefinition.ts';
import { completeWeightsOf, type WeightedList } from '../fieldLists.ts';

/** Go sorts by bytes, not by locale. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function problemOf(collection: LocatedCollection, weighted: WeightedList): Problem | undefined {
  const { key, fields, list, weights, numbers, weightEntry } = weighted;
  const place = weightEntry.key;
  const names = fields.map(({ name }) => name);
  if (names.length !== list.items.length || new Set(names).size !== names.length) return undefined;
  const pairs = names.map((name, index) => ({ name, weight: numbers[index], written: weights.items[index] }));
  if (new Set(numbers).size === 1) return undefined;
  if (isOlderThan(collection, MINIMUM_VERSIONS.sortedProperties)) {
    const message = `weights.${key} is assigned to the fields in random order before Weaviate 1.25`;
    return { place, message, suggestion: 'use Weaviate 1.25 or newer, or equal weights' };
  }
  const sorted = [...pairs].sort(byName);
  const first = sorted.findIndex(({ weight }, index) => weight !== pairs[index]?.weight);
  const [right, wrong] = [sorted[first], pairs[first]];
  if (!right || !wrong) return undefined;
  const message = `weights.${key} is assigned to the properties in alphabetical order: ${right.name} gets ${wrong.weight}, not ${right.weight}`;
  const values = sorted.map(({ written }) => (written ? plainValue(written) : null));
  return {
    place,
    message,
    changes: [
      { op: 'set', path: list.path, value: sorted.map(({ name }) => name) },
      { op: 'set', path: weights.path, value: values },
    ],
  };
}

export const weightsOrder: Rule<LocatedCollection> = {
  id: 'collection-weights-order',
  severity: 'error',
  summary: 'Weights are assigned to the wrong fields.',
  why: 'Weaviate processes the properties of an object in alphabetical order but takes the weights in the order of the settings. The two match only if the fields are listed alphabetically.',
  fix: 'List the fields alphabetically, and their weights in the same order.',
  evidence:
    'Measured with Weaviate 1.38.11: textFields [title, body] with weights [0.9, 0.1] gives body 0.9; weaviate/weaviate modules/multi2vec-bind/vectorizer/vectorizer.go',
  fixable: true,
  *check(collection) {
    for (const vector of collection.vectors) {
      for (const weighted of completeWeightsOf(vector) ?? []) {
        const problem = problemOf(collection, weighted);
        if (problem) yield problem;
      }
    }
  },
};
