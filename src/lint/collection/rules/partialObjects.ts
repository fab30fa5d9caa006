import { FILL_INSTRUCTIONS } from '../../../stack/collection.ts';
import type { Rule } from '../../rule.ts';
import type { BindVector, LocatedCollection } from '../collectionDefinition.ts';
import { nonEmptyFieldListsOf } from '../fieldLists.ts';

function fieldsOf(vector: BindVector): string {
  const names = nonEmptyFieldListsOf(vector).flatMap(({ fields }) => fields.map(({ name }) => name));
  return [...new Set(names)].sort().join('\n');
}

export const partialObjects: Rule<LocatedCollection> = {
  id: 'collection-partial-objects',
  severity: 'info',
  summary: 'Several named vectors use different fields: every object must fill all of them.',
  why: 'If an object fills no field of one of the vectors, a batch import reports it as failed but stores it, and it is a matter of chance which of its other vectors can be found; retrying does not help. A single insert of such an object is rejected once another object has filled that vector.',
  fix: 'Fill every field of every object, or use one vector for all fields and put one medium into each object.',
  evidence:
    'Measured with Weaviate 1.38.11, 1.38.14, 1.39.0 and 1.39.3: "insert doc id 0 to vector index for target vector image: insert called with nil-vector"; single inserts with 1.38.14 and 1.39.3: 500 "new node has a vector with length 0 … vector dimensions do not match the index dimensions"',
  *check({ vectors, key, description }) {
    if (description.includes(FILL_INSTRUCTIONS.everyField)) return;
    const named = vectors.filter((vector) => vector.name !== undefined && fieldsOf(vector) !== '');
    if (new Set(named.map(fieldsOf)).size < 2) return;
    const names = named.map(({ name }) => name).join(', ');
    const message = `the vectors ${names} use different fields: a batch import loses vectors of objects that do not fill all of them`;
    yield { place: key, message };
  },
};
