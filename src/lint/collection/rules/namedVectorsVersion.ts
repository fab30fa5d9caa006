import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import type { Rule } from '../../rule.ts';
import { isOlderThan, type LocatedCollection, readEntry } from '../collectionDefinition.ts';

export const namedVectorsVersion: Rule<LocatedCollection> = {
  id: 'collection-named-vectors-version',
  severity: 'error',
  summary: '`vectorConfig` requires Weaviate 1.24.0 or newer.',
  why: 'Named vectors were added in 1.24.0. An older server ignores the key, so the collection has no settings for the module.',
  fix: 'Use `vectorizer` and `moduleConfig`, or a newer version of Weaviate.',
  evidence: 'weaviate/weaviate: entities/models/class.go has VectorConfig from v1.24.0',
  *check(collection) {
    const named = collection.vectors.some(({ name }) => name !== undefined);
    const entry = readEntry(collection.root, 'vectorConfig');
    if (!named || !entry || !isOlderThan(collection, MINIMUM_VERSIONS.namedVectors)) return;
    const message = `Weaviate ${collection.weaviateVersion} does not read vectorConfig, which was added in 1.24.0`;
    yield { place: entry.key, message };
  },
};
