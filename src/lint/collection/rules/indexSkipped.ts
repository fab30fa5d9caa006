import { entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { indexNameOf, isTrue, type LocatedCollection, wholeIndexesOf } from '../collectionDefinition.ts';

export const indexSkipped: Rule<LocatedCollection> = {
  id: 'collection-index-skipped',
  severity: 'warning',
  summary: 'A vector has `skip: true`: it is stored but not indexed.',
  why: 'Every search by vector, text or media fails: `cannot vector-search on a class not vector-indexed`. A compression beside it has no effect. The vectors are computed and stored as usual.',
  fix: 'Remove `skip`.',
  evidence:
    'Measured with Weaviate 1.39.3: objects are imported, searches fail, `"compressed": false` with rq; weaviate/weaviate repos/db/shard_init_vector.go creates a no-op index for hnsw; flat, hfresh and dynamic ignore skip',
  *check(collection) {
    for (const index of wholeIndexesOf(collection)) {
      if (indexNameOf(index) !== 'hnsw') continue;
      const skip = entryAt(index.config, 'skip');
      if (!skip || !isTrue(skip.value)) continue;
      yield { place: skip.key, message: 'skip: true means no index: every search by vector fails' };
    }
  },
};
