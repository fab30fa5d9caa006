import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import type { Rule } from '../../rule.ts';
import { isOlderThan, type LocatedCollection, readValue } from '../collectionDefinition.ts';

export const blobHashVersion: Rule<LocatedCollection> = {
  id: 'collection-blob-hash-version',
  severity: 'error',
  summary: 'The data type `blobHash` requires Weaviate 1.37.0 or newer.',
  why: 'The type was added in 1.37.0; an older server rejects the collection.',
  fix: 'Use `blob`, or a newer version of Weaviate.',
  evidence: 'weaviate/weaviate: entities/schema/data_types.go has blobHash from v1.37.0',
  *check(collection) {
    if (collection.vectors.length === 0 || !isOlderThan(collection, MINIMUM_VERSIONS.blobHash)) return;
    for (const { dataType, map, nameValue } of collection.properties.values()) {
      if (dataType !== 'blobHash') continue;
      const message = `Weaviate ${collection.weaviateVersion} has no data type blobHash, which was added in 1.37.0`;
      yield { place: (readValue(map, 'dataType') ?? nameValue).place, message };
    }
  },
};
