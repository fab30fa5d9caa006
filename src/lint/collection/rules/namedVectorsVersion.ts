import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { isOlderThan, readEntry } from '../collectionDefinition.ts';

export const namedVectorsVersion: Rule<LocatedCollection> = {
  id: 'collection-named-vectors-version',
  severity: 'error',
  summary: '`vectorConfig` with a Weaviate older than 1.24.',
  why: 'Named vectors came with 1.24.0; an older server drops the key, so that the collection has no settings of the module.',
  fix: 'Write vectorizer and moduleConfig, or use a newer Weaviate.',
  evidence: 'weaviate/weaviate: entities/models/class.go has VectorConfig from v1.24.0',
  *check(collection) {
    const named = collection.vectors.some(({ name }) => name !== undefined);
    const entry = readEntry(collection.root, 'vectorConfig');
    if (!named || !entry || !isOlderThan(collection, MINIMUM_VERSIONS.namedVectors)) return;
    const message = `Weaviate ${collection.weaviateVersion} does not read vectorConfig, which came with 1.24.0`;
    yield { place: entry.key, message };
  },
};
