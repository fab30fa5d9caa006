import { TRAINED_COMPRESSIONS } from '../../../facts/vectorIndexes.ts';
import { entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { isEnabled, type LocatedCollection, vectorIndexesOf } from '../collectionDefinition.ts';

export const compressionUntrained: Rule<LocatedCollection> = {
  id: 'collection-compression-untrained',
  severity: 'info',
  summary: 'A collection is created with `pq` or `sq`, which a server without `ASYNC_INDEXING` never trains.',
  why: 'Both are trained with the first vectors. In a collection that is created with them, only asynchronous indexing starts the training, and it is off by default. Without it, `/v1/nodes?output=verbose` always reports `"compressed": false`, and the vectors take as much memory as without compression. A collection file does not show whether `ASYNC_INDEXING` is on. If a Compose or values file in the same run leaves it off, the finding is a warning; if one turns it on, there is no finding.',
  fix: 'Start Weaviate with `ASYNC_INDEXING=true`, or use `rq` or `bq`, which compress from the first object.',
  evidence:
    'Measured with Weaviate 1.38.11: sq and pq of 3,000 objects with trainingLimit 1,000, and sq of 50,000 with 20,000, are not compressed with ASYNC_INDEXING off, and are with it on; rq and bq compress at once',
  *check(collection) {
    if (collection.asyncIndexing === true) return;
    const isOff = collection.asyncIndexing === false;
    for (const { type, config, isPartOfDynamic } of vectorIndexesOf(collection)) {
      // A dynamic index cannot be created without asynchronous indexing; flat and hfresh reject both.
      if (isPartOfDynamic || (type !== undefined && type !== 'hnsw')) continue;
      for (const name of TRAINED_COMPRESSIONS) {
        const entry = entryAt(config, name);
        if (!entry || !isEnabled(entry.value)) continue;
        yield {
          place: entry.key,
          ...(isOff && { severity: 'warning' }),
          message: isOff
            ? `${name} compresses nothing: Weaviate in the other files runs without ASYNC_INDEXING`
            : `${name} compresses nothing unless Weaviate runs with ASYNC_INDEXING=true`,
        };
      }
    }
  },
};
