import type { Modality } from '../../../facts/modalities.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { CollectionProperty, LocatedCollection } from '../collectionDefinition.ts';
import { readValue } from '../collectionDefinition.ts';
import { fieldListsOf } from '../fieldLists.ts';

const TEXT_TYPES = ['text', 'text[]', 'string', 'string[]'];
const BLOB_TYPES = ['blob', 'blobHash'];

/** Whether nothing of a property goes into an index of words. */
function isUnindexed({ map }: CollectionProperty): boolean {
  return ['indexSearchable', 'indexFilterable'].every((key) => {
    const value = readValue(map, key);
    return value?.kind === 'scalar' && value.value === false;
  });
}

function typeProblem(
  kind: Modality,
  key: string,
  property: CollectionProperty,
): Omit<Problem, 'place'> | undefined {
  const { name, dataType } = property;
  if (dataType === undefined) return undefined;
  const what = `${key} names ${name} of the type ${dataType}`;
  if (kind === 'text') {
    if (TEXT_TYPES.includes(dataType)) return undefined;
    return BLOB_TYPES.includes(dataType)
      ? { message: `${what}: the letters of its base64 are vectorized as if they were a text` }
      : { message: `${what}: only text and text[] are vectorized, objects get no vector from it` };
  }
  if (BLOB_TYPES.includes(dataType)) return undefined;
  if (dataType !== 'text' && dataType !== 'string')
    return { message: `${what}: only a blob is vectorized as media, objects get no vector from it` };
  if (isUnindexed(property)) return undefined;
  return {
    message: `${what}: it is vectorized, but its base64 is also cut into words and indexed`,
    severity: 'warning',
  };
}

export const fieldType: Rule<LocatedCollection> = {
  id: 'collection-field-type',
  severity: 'error',
  summary: 'A field of a type that multi2vec-bind cannot use for it.',
  why: 'Text fields are vectorized from `text` and `text[]`, media fields from `blob`; of any other type nothing is vectorized, without an error. Media in a `text` property are vectorized, but their base64 fills the keyword index.',
  fix: 'Make media properties blob, and text properties text.',
  evidence:
    'measured with Weaviate 1.38.11: number, int, boolean, date, uuid, object in textFields and text[] in imageFields give no vector; weaviate/weaviate modules/multi2vec-bind/vectorizer/vectorizer.go',
  *check({ vectors, properties }) {
    for (const vector of vectors) {
      for (const { modality, key, fields } of fieldListsOf(vector)) {
        for (const { name, located } of fields) {
          const property = properties.get(name);
          const problem = property && typeProblem(modality, key, property);
          if (problem) yield { ...problem, place: located.place };
        }
      }
    }
  },
};
