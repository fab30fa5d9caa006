import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { TRAINED_COMPRESSIONS } from '../../../facts/vectorIndexes.ts';
import { at, entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import {
  COMPRESSION_BLOCKS,
  isEnabled,
  isOlderThan,
  isTrue,
  type LocatedCollection,
  vectorIndexesOf,
} from '../collectionDefinition.ts';

export const compressionUntrained: Rule<LocatedCollection> = {
  id: 'collection-compression-untrained',
  severity: 'info',
  summary:
    'A collection is created with `pq`, `sq` or centered `rq`, which a server without `ASYNC_INDEXING` never trains.',
  why: 'They are trained with the first vectors, `rq` only with `centering: true`. In a collection that is created with them, only asynchronous indexing starts the training, and it is off by default. Without it, `/v1/nodes?output=verbose` always reports `"compressed": false`, and the vectors take as much memory as without compression. A collection file does not show whether `ASYNC_INDEXING` is on. If a Compose or values file in the same run leaves it off, the finding is a warning; if one turns it on, there is no finding.',
  fix: 'Start Weaviate with `ASYNC_INDEXING=true`, or use `rq` without centering or `bq`, which compress from the first object.',
  evidence:
    'Measured with Weaviate 1.38.11: sq and pq of 3,000 objects with trainingLimit 1,000, and sq of 50,000 with 20,000, are not compressed with ASYNC_INDEXING off, and are with it on; rq and bq compress at once; with 1.39.3, rq of 600 objects with centering and trainingLimit 100 is compressed only with it on',
  *check(collection) {
    if (collection.server.asyncIndexing === true) return;
    const isOff = collection.server.asyncIndexing === false;
    for (const { type, config, isPartOfDynamic } of vectorIndexesOf(collection)) {
      // A dynamic index cannot be created without asynchronous indexing; flat and hfresh reject both.
      if (isPartOfDynamic || (type !== undefined && type !== 'hnsw')) continue;
      for (const block of COMPRESSION_BLOCKS) {
        const entry = entryAt(config, block);
        const isCentered =
          block === 'rq' &&
          isTrue(at(entry?.value, 'centering')) &&
          !isOlderThan(collection, MINIMUM_VERSIONS.centering);
        if (!entry || !isEnabled(entry.value)) continue;
        if (!isCentered && !TRAINED_COMPRESSIONS.some((name) => name === block)) continue;
        const name = isCentered ? 'rq with centering' : block;
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
