import { isNothing, type Located } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { BindVector, LocatedCollection } from '../collectionDefinition.ts';
import {
  type FieldSetting,
  fieldSettingsOf,
  isValidatedByWeaviate,
  nonEmptyFieldListsOf,
} from '../fieldLists.ts';

function notAListProblem(vector: BindVector, setting: FieldSetting): Problem {
  const { key, entry } = setting;
  const { value } = entry;
  const text = value.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
  const lost =
    nonEmptyFieldListsOf(vector).length === 0
      ? 'objects are stored without a vector'
      : isNothing(value)
        ? 'it names nothing'
        : 'what it names is never vectorized';
  const outcome = isValidatedByWeaviate(setting) ? 'Weaviate refuses the collection' : lost;
  const single = text !== undefined && /^\w+$/.test(text);
  return {
    place: isNothing(value) ? entry.key : value.place,
    message: `${key} must be a list of names: ${outcome}`,
    changes: single ? [{ op: 'set', path: value.path, value: [text] }] : [],
    // Nothing was named, so nothing is lost.
    ...(isNothing(value) && !isValidatedByWeaviate(setting) && { severity: 'warning' as const }),
  };
}

function itemProblem(vector: BindVector, setting: FieldSetting, item: Located): Problem | undefined {
  if (item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '') return undefined;
  const refused = isValidatedByWeaviate(setting);
  if (item.kind === 'scalar' && item.value === '')
    return {
      place: item.place,
      message: `${setting.key} holds an empty name: ${refused ? 'Weaviate refuses it' : 'it names nothing'}`,
      ...(!refused && nonEmptyFieldListsOf(vector).length > 0 && { severity: 'warning' as const }),
    };
  const form = item.kind === 'map' ? 'names alone, weights stand in weights' : 'names';
  const outcome = refused ? 'Weaviate refuses the collection' : 'every insert fails with a panic';
  return { place: item.place, message: `${setting.key} must hold ${form}: ${outcome}` };
}

export const fieldList: Rule<LocatedCollection> = {
  id: 'collection-field-list',
  severity: 'error',
  summary: 'A `…Fields` that is not a list of names.',
  why: 'Weaviate refuses it for text and images; for the other kinds it accepts the collection and vectorizes nothing from it, or fails at every insert where an item is no text.',
  fix: 'Write a list of names of properties, even for one.',
  evidence:
    'measured with Weaviate 1.38.11: imageFields "a" answers 422, audioFields "a" is accepted and gives no vector, audioFields [1] panics at insert',
  fixable: true,
  *check({ vectors }) {
    for (const vector of vectors) {
      for (const setting of fieldSettingsOf(vector)) {
        const { value } = setting.entry;
        if (value.kind !== 'list') {
          yield notAListProblem(vector, setting);
          continue;
        }
        for (const item of value.items) {
          const problem = itemProblem(vector, setting, item);
          if (problem) yield problem;
        }
      }
    }
  },
};
