import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import type { Rule } from '../../rule.ts';
import { isOlderThan, type LocatedCollection } from '../collectionDefinition.ts';
import { nonEmptyFieldListsOf } from '../fieldLists.ts';

export const blobHashCombined: Rule<LocatedCollection> = {
  id: 'collection-blob-hash-combined',
  severity: 'error',
  summary: 'A `blobHash` field is combined with other fields, or with text properties.',
  why: 'Weaviate stores only the hash of the media, so it cannot recompute the vector when another field changes, and it rejects the collection. It counts every `text` and `text[]` property of the collection as a field of multi2vec-bind, even if no vector uses it. It turns `string` into `text` after this check: then the collection is created, but objects cannot be changed with `PATCH`.',
  fix: 'Use `blob`, or make the `blobHash` property the only field of its vector in a collection without text properties. Names and paths can be texts in a property of the type `object`.',
  evidence:
    'Measured with Weaviate 1.38.11: 422 "blobHash property cannot be combined with other vectorizable fields in a multi-modal vectorizer configuration"; weaviate/weaviate usecases/modules/module_config_init_and_validate.go and modules/multi2vec-bind/module.go VectorizableProperties, which returns true for text. With 1.39.3, a `string` beside it is accepted, and a PATCH of it fails with 500 "merge and vectorize"; an `object` with a nested text can be created and changed',
  *check(collection) {
    if (isOlderThan(collection, MINIMUM_VERSIONS.blobHash)) return;
    const { properties, vectors } = collection;
    const texts = [...properties.values()].filter(({ dataType = '' }) => dataType in OUTCOMES);
    const textField = texts.find(({ dataType = '' }) => OUTCOMES[dataType] === REJECTED) ?? texts[0];
    for (const vector of vectors) {
      const fields = nonEmptyFieldListsOf(vector).flatMap((list) => list.fields);
      const hashed = fields.find(({ name }) => properties.get(name)?.dataType === 'blobHash');
      const otherFields = fields.length > 1 ? 'shares its vector with other fields' : undefined;
      const textProperty =
        textField &&
        `is combined with the text property ${textField.name}, which multi2vec-bind counts as a field`;
      const reason = otherFields ?? textProperty;
      if (!hashed || reason === undefined) continue;
      const outcome = (otherFields === undefined && OUTCOMES[textField?.dataType ?? '']) || REJECTED;
      const message = `${hashed.name} is a blobHash and ${reason}: ${outcome}`;
      yield { place: hashed.located.place, message };
    }
  },
};

const REJECTED = 'Weaviate rejects the collection';
const UNCHANGEABLE = 'Weaviate cannot change its objects with PATCH';

/** What Weaviate does with a property of this type beside a `blobHash`. */
const OUTCOMES: Readonly<Record<string, string>> = {
  text: REJECTED,
  'text[]': REJECTED,
  string: UNCHANGEABLE,
  'string[]': UNCHANGEABLE,
};
