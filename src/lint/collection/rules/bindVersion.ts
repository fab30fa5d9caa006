import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import type { Rule } from '../../rule.ts';
import { isOlderThan, type LocatedCollection } from '../collectionDefinition.ts';

export const bindVersion: Rule<LocatedCollection> = {
  id: 'collection-bind-version',
  severity: 'error',
  summary: 'multi2vec-bind requires Weaviate 1.21.0 or newer.',
  why: 'The module was added in 1.21.0; an older server rejects the collection.',
  fix: 'Use a newer version of Weaviate.',
  evidence: 'weaviate/weaviate, tag v1.21.0: modules/multi2vec-bind',
  *check(collection) {
    const [vector] = collection.vectors;
    if (!vector || !isOlderThan(collection, MINIMUM_VERSIONS.bindModule)) return;
    const message = `Weaviate ${collection.weaviateVersion} has no module multi2vec-bind, which was added in 1.21.0`;
    yield { place: vector.key, message };
  },
};
