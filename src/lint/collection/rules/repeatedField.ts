import { entriesOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { BindVector, LocatedCollection } from '../collectionDefinition.ts';
import { type FieldList, fieldListsOf, weightsEntryOf } from '../fieldLists.ts';

function* repeatedInList(vector: BindVector, { key, list, fields }: FieldList): Generator<Problem> {
  const names = new Set(fields.map(({ name }) => name));
  const seenNames = new Set<string>();
  const hasWeights = entriesOf(weightsEntryOf(vector)?.value).has(key);
  const outcome = hasWeights
    ? 'it counts once, and its second weight goes to another field'
    : 'it counts once';
  const allValid = fields.length === list.items.length;
  for (const { name, located } of fields) {
    if (!seenNames.has(name)) {
      seenNames.add(name);
      continue;
    }
    yield {
      place: located.place,
      message: `${key} names ${name} twice: ${outcome}`,
      severity: hasWeights ? 'error' : 'warning',
      changes: allValid && !hasWeights ? [{ op: 'set', path: list.path, value: [...names] }] : [],
    };
  }
}

function* repeatedAcrossModalities(vector: BindVector): Generator<Problem> {
  const first = new Map<string, string>();
  for (const { key, fields } of fieldListsOf(vector)) {
    for (const { name, located } of fields) {
      const other = first.get(name) ?? key;
      first.set(name, other);
      if (other === key) continue;
      const message = `${name} is in both ${other} and ${key}: it is vectorized as both`;
      yield { place: located.place, message, severity: 'info' };
    }
  }
}

export const repeatedField: Rule<LocatedCollection> = {
  id: 'collection-repeated-field',
  severity: 'warning',
  summary: 'A property appears twice in the fields of one vector.',
  why: 'In one list, the second mention is ignored, but weights are assigned by position, so later weights go to the wrong fields. In the lists of two modalities, the property is vectorized twice, once as each.',
  fix: 'Name each property once.',
  evidence:
    'Measured with Weaviate 1.38.11; weaviate/weaviate modules/multi2vec-bind/vectorizer/vectorizer.go iterates over the properties, not over the lists',
  fixable: true,
  *check({ vectors }) {
    for (const vector of vectors) {
      for (const list of fieldListsOf(vector)) yield* repeatedInList(vector, list);
      yield* repeatedAcrossModalities(vector);
    }
  },
};
