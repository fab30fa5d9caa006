import type { Modality } from '../../../facts/modalities.ts';
import type { Problem, Rule } from '../../rule.ts';
import { type CollectionProperty, type LocatedCollection, readValue } from '../collectionDefinition.ts';
import { fieldListsOf } from '../fieldLists.ts';

const TEXT_TYPES = ['text', 'text[]', 'string', 'string[]'];
const BLOB_TYPES = ['blob', 'blobHash'];

/** Whether a property is in no keyword index. */
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
  const what = `${key} names ${name}, which is of type ${dataType}`;
  if (kind === 'text') {
    if (TEXT_TYPES.includes(dataType)) return undefined;
    return BLOB_TYPES.includes(dataType)
      ? { message: `${what}: its base64 is vectorized as if it were text` }
      : { message: `${what}: only text and text[] are vectorized, so it adds nothing to the vector` };
  }
  if (BLOB_TYPES.includes(dataType)) return undefined;
  if (dataType !== 'text' && dataType !== 'string')
    return { message: `${what}: only a blob is vectorized as media, so it adds nothing to the vector` };
  if (isUnindexed(property)) return undefined;
  return {
    message: `${what}: it is vectorized, but its base64 also goes into the keyword index`,
    severity: 'warning',
  };
}

export const fieldType: Rule<LocatedCollection> = {
  id: 'collection-field-type',
  severity: 'error',
  summary: 'A field has a data type that multi2vec-bind cannot vectorize.',
  why: 'Text fields must be `text` or `text[]`, and media fields `blob`. Any other type is not vectorized, and there is no error. Media in a `text` property is vectorized, but its base64 also fills the keyword index.',
  fix: 'Use `blob` for media properties and `text` for text properties.',
  evidence:
    'Measured with Weaviate 1.38.11: number, int, boolean, date, uuid, object in textFields and text[] in imageFields give no vector; weaviate/weaviate modules/multi2vec-bind/vectorizer/vectorizer.go',
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
