import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { DISTANCES, distanceOutcome } from '../../../facts/vectorIndexes.ts';
import { at, entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { isOlderThan, type LocatedCollection, vectorIndexesOf } from '../collectionDefinition.ts';

/** An empty text is not the default here, as it is for the other indexes. */
const HFRESH_DISTANCES: readonly string[] = DISTANCES.filter(
  (name) => distanceOutcome('hfresh', 'rq-1', name) === 'works',
);

/** Settings with their least and most value (entities/vectorindex/hfresh/config.go validate). */
const RANGES: readonly (readonly [string, number, number])[] = [
  ['maxPostingSizeKB', 8, 1024],
  ['replicas', 0, 10],
];

export const hfresh: Rule<LocatedCollection> = {
  id: 'collection-hfresh',
  severity: 'error',
  summary: 'The index `hfresh` has a setting that it does not support, or Weaviate is older than 1.36.',
  why: 'hfresh supports only the distances cosine and l2-squared, and always compresses with `rq`. Weaviate responds with 422 to other distances, to `pq`, `sq` and `bq` even if they are disabled, to `rq` if it is disabled, and to a `maxPostingSizeKB` outside 8 to 1024 or `replicas` above 10. Versions before 1.36 have no hfresh (1.35 has it behind `EXPERIMENTAL_HFRESH_ENABLED`).',
  fix: 'Use `cosine`, remove the compression, or use `hnsw`.',
  evidence:
    'Measured with Weaviate 1.38.14 and 1.39.3: 422 `HFresh only supports cosine or l2-squared for the distance metric` for dot and an empty text, `pq is not supported for hfresh index`, also for `sq: {enabled: false}`, `hfresh only supports rq`, `maxPostingSizeKB is 4 but must be at least 8`, replicas 11 (10 is accepted); l2-squared and `rq: {bits: 0}` return 200; usecases/config/environment.go has EXPERIMENTAL_HFRESH_ENABLED in 1.35 only',
  *check(collection) {
    for (const { type, typeValue, config } of vectorIndexesOf(collection)) {
      if (type !== 'hfresh') continue;
      if (typeValue && isOlderThan(collection, MINIMUM_VERSIONS.hfresh))
        yield {
          place: typeValue.place,
          message: `Weaviate ${collection.weaviateVersion} has no index hfresh, which was added in 1.36.0`,
          suggestion: 'use hnsw, or a newer version of Weaviate',
        };
      const distance = at(config, 'distance');
      if (distance?.kind === 'scalar' && typeof distance.value === 'string') {
        if (!HFRESH_DISTANCES.includes(distance.value))
          yield {
            place: distance.place,
            message: `hfresh does not support the distance ${distance.value || '""'}, only cosine and l2-squared`,
            suggestion: 'use cosine, which is also the default, or the index hnsw',
          };
      }
      for (const name of ['pq', 'sq', 'bq']) {
        const entry = entryAt(config, name);
        if (entry)
          yield { place: entry.key, message: `hfresh does not accept ${name}, even if it is disabled` };
      }
      const enabled = at(config, 'rq', 'enabled');
      if (enabled?.kind === 'scalar' && enabled.value === false)
        yield {
          place: enabled.place,
          message: 'hfresh always compresses with rq, which cannot be disabled',
        };
      for (const [key, least, most] of RANGES) {
        const value = at(config, key);
        if (value?.kind !== 'scalar' || typeof value.value !== 'number') continue;
        if (value.value >= least && value.value <= most) continue;
        yield {
          place: value.place,
          message: `${key} is ${value.value}, but hfresh accepts only ${least} to ${most}`,
          suggestion: `remove ${key}, or use a number from ${least} to ${most}`,
        };
      }
    }
  },
};
