import { requiresAsyncIndexing } from '../../../facts/vectorIndexes.ts';
import type { Rule } from '../../rule.ts';
import { indexNameOf, type LocatedCollection, wholeIndexesOf } from '../collectionDefinition.ts';

export const dynamicAsync: Rule<LocatedCollection> = {
  id: 'collection-dynamic-async',
  severity: 'info',
  summary: 'A collection has the index `dynamic`, which requires `ASYNC_INDEXING`.',
  why: 'Weaviate rejects the collection with 422 unless it runs with `ASYNC_INDEXING=true`, which is off by default. A collection file does not show that. If a Compose or values file in the same run leaves it off, the finding is an error; if one turns it on, there is no finding.',
  fix: 'Start Weaviate with `ASYNC_INDEXING=true`, or use the index hnsw.',
  evidence:
    'Measured with Weaviate 1.38.14 and 1.39.3: `the dynamic index can only be created when async indexing is enabled`; weaviate/weaviate usecases/schema/class.go validateVectorIndexTypeBasic',
  *check(collection) {
    const { asyncIndexing } = collection.server;
    if (asyncIndexing === true) return;
    const isOff = asyncIndexing === false;
    for (const index of wholeIndexesOf(collection)) {
      const name = indexNameOf(index);
      if (!name || !requiresAsyncIndexing(name)) continue;
      yield {
        place: (index.typeValue ?? index.holder).place,
        ...(isOff && { severity: 'error' }),
        message: isOff
          ? `the index ${name} cannot be created: Weaviate in the other files runs without ASYNC_INDEXING`
          : `the index ${name} can only be created if Weaviate runs with ASYNC_INDEXING=true`,
      };
    }
  },
};
