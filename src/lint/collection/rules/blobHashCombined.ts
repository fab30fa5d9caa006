import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { isOlderThan } from '../collectionDefinition.ts';
import { nonEmptyFieldListsOf } from '../fieldLists.ts';

export const blobHashCombined: Rule<LocatedCollection> = {
  id: 'collection-blob-hash-combined',
  severity: 'error',
  summary: 'A `blobHash` field beside other fields, or in a collection with text.',
  why: 'Only the hash of the medium is stored, so the vector cannot be made again when another field changes, and Weaviate refuses the collection. It takes every `text` and `text[]` of the collection for a field of multi2vec-bind, even one that no vector names.',
  fix: 'Use blob, or keep the blobHash alone in its vector and the collection free of text.',
  evidence:
    'measured with Weaviate 1.38.11: 422 "blobHash property cannot be combined with other vectorizable fields in a multi-modal vectorizer configuration"; weaviate/weaviate usecases/modules/module_config_init_and_validate.go and modules/multi2vec-bind/module.go VectorizableProperties, which answers true for text',
  *check(collection) {
    if (isOlderThan(collection, MINIMUM_VERSIONS.blobHash)) return;
    const { properties, vectors } = collection;
    const text = [...properties.values()].find(
      ({ dataType }) => dataType === 'text' || dataType === 'text[]',
    );
    for (const vector of vectors) {
      const fields = nonEmptyFieldListsOf(vector).flatMap((list) => list.fields);
      const hashed = fields.find(({ name }) => properties.get(name)?.dataType === 'blobHash');
      const other = fields.length > 1 ? 'shares its vector with other fields' : undefined;
      const beside =
        text && `stands beside the text property ${text.name}, which multi2vec-bind counts as a field`;
      const reason = other ?? beside;
      if (!hashed || reason === undefined) continue;
      const message = `${hashed.name} is a blobHash and ${reason}: Weaviate refuses the collection`;
      yield { place: hashed.located.place, message };
    }
  },
};
