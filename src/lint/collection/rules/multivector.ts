import { at, entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import {
  bindVectorOf,
  indexNameOf,
  isTrue,
  type LocatedCollection,
  wholeIndexesOf,
} from '../collectionDefinition.ts';

export const multivector: Rule<LocatedCollection> = {
  id: 'collection-multivector',
  severity: 'error',
  summary: 'A vector of multi2vec-bind has an index for several vectors per object.',
  why: 'With `multivector: {enabled: true}`, hnsw expects several vectors per object, as from ColBERT models. multi2vec-bind computes one, and Weaviate rejects the collection with 422.',
  fix: 'Remove `multivector`.',
  evidence:
    'Measured with Weaviate 1.39.3: `multi vector index configured but vectorizer: "multi2vec-bind" doesn\'t support multi vectors`; flat and hfresh ignore it; weaviate/weaviate usecases/schema/parser.go parseTargetVectorsIndexConfig',
  fixable: true,
  *check(collection) {
    for (const index of wholeIndexesOf(collection)) {
      const name = indexNameOf(index);
      const config = name === 'dynamic' ? at(index.config, 'hnsw') : index.config;
      const entry = entryAt(config, 'multivector');
      if ((name !== 'hnsw' && name !== 'dynamic') || !entry || !bindVectorOf(collection, index)) continue;
      if (!isTrue(at(entry.value, 'enabled'))) continue;
      yield {
        place: entry.key,
        message: 'multi2vec-bind computes one vector per object, but the index expects several',
        changes: [{ op: 'remove', path: entry.value.path }],
      };
    }
  },
};
