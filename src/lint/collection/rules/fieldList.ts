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
        ? 'it has no effect'
        : 'the property is never vectorized';
  const outcome = isValidatedByWeaviate(setting) ? 'Weaviate rejects the collection' : lost;
  const isSingleName = text !== undefined && /^\w+$/.test(text);
  return {
    place: isNothing(value) ? entry.key : value.place,
    message: `${key} must be a list of property names: ${outcome}`,
    changes: isSingleName ? [{ op: 'set', path: value.path, value: [text] }] : [],
    // null names no property, so nothing is lost.
    ...(isNothing(value) && !isValidatedByWeaviate(setting) && { severity: 'warning' as const }),
  };
}

function itemProblem(vector: BindVector, setting: FieldSetting, item: Located): Problem | undefined {
  if (item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '') return undefined;
  const isRejected = isValidatedByWeaviate(setting);
  if (item.kind === 'scalar' && item.value === '')
    return {
      place: item.place,
      message: `${setting.key} contains an empty name: ${isRejected ? 'Weaviate rejects it' : 'it has no effect'}`,
      ...(!isRejected && nonEmptyFieldListsOf(vector).length > 0 && { severity: 'warning' as const }),
    };
  const content = item.kind === 'map' ? 'only names (weights belong in weights)' : 'only names';
  const outcome = isRejected ? 'Weaviate rejects the collection' : 'every insert fails with a panic';
  return { place: item.place, message: `${setting.key} must contain ${content}: ${outcome}` };
}

export const fieldList: Rule<LocatedCollection> = {
  id: 'collection-field-list',
  severity: 'error',
  summary: 'A `…Fields` setting is not a list of property names.',
  why: 'Weaviate rejects it for text and images. For the other modalities it accepts the collection, but vectorizes nothing from it, or every insert fails if an item is not a string.',
  fix: 'Write a list of property names, even for a single property.',
  evidence:
    'Measured with Weaviate 1.38.11: imageFields "a" returns 422, audioFields "a" is accepted and gives no vector, audioFields [1] panics at insert',
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
