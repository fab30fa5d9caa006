import type { Problem, Rule } from '../../rule.ts';
import type { BindVector, LocatedCollection } from '../collectionDefinition.ts';
import { FIELD_KEYS, fieldSettingsOf, nonEmptyFieldListsOf, weightsEntryOf } from '../fieldLists.ts';

function* incompleteWeights(vector: BindVector): Generator<Problem> {
  const weights = weightsEntryOf(vector);
  if (weights?.value.kind !== 'map') return;
  const weightEntries = weights.value.entries;
  const lists = nonEmptyFieldListsOf(vector);
  const missing = lists.filter(({ key }) => !weightEntries.has(key)).map(({ key }) => key);
  const present = lists.filter(({ key }) => weightEntries.has(key)).map(({ key }) => key);
  if (missing.length > 0 && present.length > 0) {
    const message = `there are weights for ${present.join(' and ')} but not for ${missing.join(' and ')}: inserts of objects with more fields than weights fail with a panic`;
    yield { place: weights.key, message };
  }
  for (const key of FIELD_KEYS) {
    const entry = weightEntries.get(key);
    if (!entry || fieldSettingsOf(vector).some((setting) => setting.key === key)) continue;
    const message = `weights.${key} is set without ${key}: weights are assigned by position, so fields of other modalities may get them`;
    yield { place: entry.key, message, severity: 'warning' };
  }
}

export const weightsIncomplete: Rule<LocatedCollection> = {
  id: 'collection-weights-incomplete',
  severity: 'error',
  summary: 'Weights are set for only some of the modalities.',
  why: 'Weaviate joins the weights of all modalities into one list and assigns them by the position of each vector. A modality without weights causes `panic occurred: runtime error: index out of range`, and weights of a modality without fields go to others.',
  fix: 'Set weights for exactly the modalities that have fields, or for none.',
  evidence:
    'Measured with Weaviate 1.38.11: weights for images but not for texts, every insert of both fails: index out of range [1] with length 1',
  *check({ vectors }) {
    for (const vector of vectors) yield* incompleteWeights(vector);
  },
};
