import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import {
  COMPRESSIONS,
  compressionSince,
  defaultQuantizationOutcome,
  VECTOR_INDEXES,
  type VectorIndexName,
} from '../../../facts/vectorIndexes.ts';
import { nearest } from '../../../formats/nearest.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { WeaviateRule, WeaviateSettings } from '../weaviateSettings.ts';

/** The value that was meant: `rq-8` for `rq8`, `RQ_8` and `rq-8bit`. */
function intended(word: string): string | undefined {
  const plain = word.replaceAll(/[^a-z0-9]/g, '').replace(/bits?$/, '');
  return COMPRESSIONS.find((one) => one.replace('-', '') === plain) ?? (plain === 'rq' ? 'rq-8' : undefined);
}

/** The index of collections that name none. */
function defaultIndex(weaviate: WeaviateSettings): VectorIndexName {
  const word = weaviate.variable('DEFAULT_VECTOR_INDEX')?.value?.trim().toLowerCase();
  const { version } = weaviate;
  const isRead = version === undefined || hasReached(version, MINIMUM_VERSIONS.defaultVectorIndex);
  return (isRead && VECTOR_INDEXES.find((name) => name === word)) || 'hnsw';
}

export const defaultQuantization: WeaviateRule = {
  id: 'default-quantization',
  severity: 'error',
  summary:
    '`DEFAULT_QUANTIZATION` has a value that Weaviate does not know, or that the default index does not support.',
  why: 'The server starts, creates every collection without compression and logs `invalid default quantization for hnsw index` each time. The vectors then take four times the memory of `rq-8` and 32 times that of `bq`. There is no other sign of the problem. The same happens with a quantization that the index of `DEFAULT_VECTOR_INDEX` does not have: flat has no pq, sq and rq-4. hfresh always compresses with rq-1 and does not read the variable.',
  fix: 'Use rq-8, rq-1, bq, sq, pq or none; Weaviate 1.39 and newer also have rq-4.',
  evidence:
    'Measured with Weaviate 1.38.11 and 1.39.3: with rq8 (and rq-4 with 1.38.11) a collection is created with 200 and no compression, the log has the error; uppercase is accepted; pq, sq and rq-4 with flat: `invalid default quantization for flat index`; with hfresh rq-1 whatever the value is, dynamic compresses its hnsw part; weaviate/weaviate entities/vectorindex/hnsw/config.go ParseDefaultQuantization, usecases/schema/class.go enableQuantization; the variable is read from 1.32.5',
  fixable: true,
  *check(weaviate) {
    const entry = weaviate.variable('DEFAULT_QUANTIZATION');
    const { version } = weaviate;
    const isOlderThan = (minimum: readonly string[]) =>
      version !== undefined && !hasReached(version, minimum);
    // The server ignores case and surrounding spaces.
    const word = entry?.value?.trim().toLowerCase();
    if (!entry || !word) return;
    if (isOlderThan(MINIMUM_VERSIONS.defaultQuantization)) {
      yield {
        place: entry.place,
        severity: 'warning',
        message: `Weaviate ${version} does not read DEFAULT_QUANTIZATION, which was added in 1.32.5: nothing is compressed`,
        suggestion: 'set the compression per collection, or use a newer Weaviate',
      };
      return;
    }
    const compression = COMPRESSIONS.find((name) => name === word);
    if (!compression) {
      const certain = intended(word);
      const near = certain ?? nearest(word, COMPRESSIONS);
      yield {
        place: entry.place,
        message: `DEFAULT_QUANTIZATION "${entry.value}" is not a quantization${near === undefined ? '' : ` (did you mean ${near}?)`}: collections are created without compression`,
        changes: certain === undefined ? [] : entry.set(certain),
      };
      return;
    }
    const index = defaultIndex(weaviate);
    if (compression === 'none' || defaultQuantizationOutcome(index, compression, version) === 'works') return;
    const since = compressionSince(index, compression);
    const isTooOld = since !== undefined && isOlderThan(since);
    if (isTooOld && index === 'hnsw')
      yield {
        place: entry.place,
        message: `Weaviate ${version} does not know ${compression}, which was added in ${since[0]}: collections are created without compression`,
        suggestion: 'use rq-8, or a newer Weaviate',
      };
    else
      yield {
        place: entry.place,
        severity: 'warning',
        message: `DEFAULT_QUANTIZATION ${compression} has no effect with DEFAULT_VECTOR_INDEX ${index}: ${index === 'hfresh' ? 'it always compresses with rq-1' : 'collections are created without compression'}`,
        suggestion: index === 'hfresh' ? 'remove one of them' : 'use rq-8, rq-1 or bq, or the index hnsw',
      };
  },
};
