import { COMPRESSIONS, compressionOutcome } from '../../../facts/vectorIndexes.ts';
import { at, entryAt } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import {
  COMPRESSION_BLOCKS,
  indexNameOf,
  isEnabled,
  isTrue,
  type LocatedCollection,
  type VectorIndex,
  vectorIndexesOf,
} from '../collectionDefinition.ts';

/** An index can be compressed in one way only. */
function* secondCompression({ config }: VectorIndex): Generator<Problem> {
  const [first, second] = COMPRESSION_BLOCKS.filter((block) => isEnabled(at(config, block)));
  const enabled = second === undefined ? undefined : at(config, second, 'enabled');
  if (!enabled) return;
  yield {
    place: enabled.place,
    message: `${second} is a second compression besides ${first}: Weaviate rejects more than one`,
    suggestion: 'enable only one of them',
  };
}

export const compression: Rule<LocatedCollection> = {
  id: 'collection-compression',
  severity: 'error',
  summary: 'An index has a compression that it does not support, or two.',
  why: 'The index flat has no `pq` and no `sq`, and no cache without a compression; every index has at most one compression. Weaviate rejects the collection with 422. This also applies to the blocks `hnsw` and `flat` of a dynamic index. What hfresh and `rq` accept is checked by `collection-hfresh` and `collection-rq`.',
  fix: 'Use `rq` or `bq`, or the index hnsw.',
  evidence:
    'Measured with Weaviate 1.38.14 and 1.39.3: `PQ is not currently supported for flat indices`, `SQ is not currently supported for flat indices`, `not possible to use the cache without compression`, `more than a single compression methods enabled`, `cannot enable multiple quantization methods at the same time`; also in the blocks of dynamic; weaviate/weaviate entities/vectorindex/flat/config.go parseCompression, hnsw/config.go validate',
  *check(collection) {
    for (const index of vectorIndexesOf(collection)) {
      const name = indexNameOf(index);
      // hfresh rejects the blocks themselves: collection-hfresh.
      if (name === undefined || name === 'hfresh') continue;
      yield* secondCompression(index);
      for (const block of COMPRESSION_BLOCKS) {
        const entry = entryAt(index.config, block);
        const kind = COMPRESSIONS.find((one) => one === block);
        if (!entry) continue;
        if (kind && isEnabled(entry.value) && compressionOutcome(name, kind, undefined) === 'refused')
          yield {
            place: entry.key,
            message: `the index ${name} has no compression ${block}: Weaviate rejects the collection`,
          };
        const cache = entryAt(entry.value, 'cache');
        if (name === 'flat' && cache && isTrue(cache.value) && !isEnabled(entry.value))
          yield {
            place: cache.key,
            message: `the index flat has no cache without a compression, but ${block} is not enabled: Weaviate rejects the collection`,
            suggestion: 'remove cache, or set enabled: true',
          };
      }
    }
  },
};
