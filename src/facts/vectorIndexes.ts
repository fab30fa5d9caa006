import { hasReached } from '../formats/versionNumber.ts';
import { MINIMUM_VERSIONS } from './minimumVersions.ts';

/*
 * Which index of Weaviate works with which compression and distance, from which version, and what the server does with
 * the others. Read in weaviate/weaviate entities/vectorindex/{hnsw,flat,dynamic,hfresh}/config.go of every minor release
 * from 1.31.0 to 1.39, and tried pair by pair on servers 1.38.14 and 1.39.3: create, import 400 vectors, search.
 */

/** The values of `vectorIndexType` and `DEFAULT_VECTOR_INDEX`. */
export const VECTOR_INDEXES = ['hnsw', 'flat', 'dynamic', 'hfresh'] as const;
export type VectorIndexName = (typeof VECTOR_INDEXES)[number];

/** The values of `DEFAULT_QUANTIZATION`; `rq` has a number of bits, the others are blocks of `vectorIndexConfig`. */
export const COMPRESSIONS = ['none', 'rq-8', 'rq-4', 'rq-1', 'bq', 'pq', 'sq'] as const;
export type CompressionName = (typeof COMPRESSIONS)[number];

/** Their names in `vectorIndexConfig.distance`; anything else fails (repos/db/shard_init_vector.go). */
export const DISTANCES = ['cosine', 'dot', 'l2-squared', 'manhattan', 'hamming'] as const;
export type DistanceName = (typeof DISTANCES)[number];

/**
 * What the server does with a setting: `refused` with 422 when a collection is created; `ignored` without a message;
 * `unsearchable`: it creates the collection and stores objects, but does not index or find them, or not all of them.
 */
export type PairOutcome = 'works' | 'refused' | 'ignored' | 'unsearchable';

interface Support {
  /** The first releases in which it works; absent if it works in all, null if it works in none. */
  readonly since?: readonly string[] | null;
  /** What releases do in which it does not work. */
  readonly otherwise: 'refused' | 'ignored';
  /** The first releases that refuse it; older ones ignore it, because they do not know the block. */
  readonly refusedSince?: readonly string[];
}

const ALWAYS: Support = { otherwise: 'refused' };
const NEVER: Support = { since: null, otherwise: 'refused' };

const HNSW: Readonly<Record<CompressionName, Support>> = {
  none: ALWAYS,
  // hnsw/config.go parses `rq` from 1.32.0; hnsw/rq_config.go ValidateRQConfig refuses other numbers of bits.
  'rq-8': { since: MINIMUM_VERSIONS.rotational, otherwise: 'ignored' },
  'rq-1': {
    since: MINIMUM_VERSIONS.oneBit,
    otherwise: 'refused',
    refusedSince: MINIMUM_VERSIONS.rotational,
  },
  'rq-4': {
    since: MINIMUM_VERSIONS.fourBits,
    otherwise: 'refused',
    refusedSince: MINIMUM_VERSIONS.rotational,
  },
  bq: ALWAYS,
  pq: ALWAYS,
  sq: ALWAYS,
};

/** Which compressions an index has, in `vectorIndexConfig`. A dynamic index is a flat one until it grows into hnsw. */
const COMPRESSION_SUPPORT: Readonly<Record<VectorIndexName, Readonly<Record<CompressionName, Support>>>> = {
  hnsw: HNSW,
  dynamic: HNSW,
  flat: {
    none: ALWAYS,
    // flat/config.go parses `rq` from 1.34.0: "RQ bits must be either 1 or 8"; still so in 1.40.0-dev.
    'rq-8': { since: MINIMUM_VERSIONS.rotationalFlat, otherwise: 'ignored' },
    'rq-1': { since: MINIMUM_VERSIONS.rotationalFlat, otherwise: 'ignored' },
    'rq-4': {
      since: MINIMUM_VERSIONS.fourBitsOtherIndexes,
      otherwise: 'refused',
      refusedSince: MINIMUM_VERSIONS.rotationalFlat,
    },
    bq: ALWAYS,
    // flat/config.go parseCompression: "PQ is not currently supported for flat indices".
    pq: NEVER,
    sq: NEVER,
  },
  // hfresh/config.go parseAndValidateQuantization: always rq-1, "hfresh only supports rq", "rq only supports 1 bit".
  hfresh: {
    none: NEVER,
    'rq-8': { since: MINIMUM_VERSIONS.fourBitsOtherIndexes, otherwise: 'refused' },
    'rq-4': { since: MINIMUM_VERSIONS.fourBitsOtherIndexes, otherwise: 'refused' },
    'rq-1': ALWAYS,
    bq: NEVER,
    pq: NEVER,
    sq: NEVER,
  },
};

/** What a server does with a compression of an index in `vectorIndexConfig`; without a version, any newer one. */
export function compressionOutcome(
  index: VectorIndexName,
  compression: CompressionName,
  version: string | undefined,
): PairOutcome {
  const { since, otherwise, refusedSince } = COMPRESSION_SUPPORT[index][compression];
  if (since === undefined) return 'works';
  if (since !== null && (version === undefined || hasReached(version, since))) return 'works';
  if (refusedSince && version !== undefined && !hasReached(version, refusedSince)) return 'ignored';
  return otherwise;
}

/** The first releases in which an index has a compression; undefined if all have it, or none. */
export function compressionSince(
  index: VectorIndexName,
  compression: CompressionName,
): readonly string[] | undefined {
  return COMPRESSION_SUPPORT[index][compression].since ?? undefined;
}

/** hfresh/config.go validate: "HFresh only supports 'cosine' or 'l2-squared'". */
const HFRESH_DISTANCES: readonly DistanceName[] = ['cosine', 'l2-squared'];

/**
 * Compressions whose distances exist only for these; otherwise "Distance not supported yet"
 * (compressionhelpers/rotational_quantization.go distancerIndicatorsAndError, scalar_quantization.go).
 */
const COMPRESSED_DISTANCES: readonly DistanceName[] = ['cosine', 'dot', 'l2-squared'];
const LIMITED_COMPRESSIONS: readonly CompressionName[] = ['rq-8', 'rq-4', 'rq-1', 'sq'];

/**
 * What a server does with a distance. `unsearchable` is shown by no response when the collection is created: objects
 * are stored, but hnsw reports them as failed, or drops them from the queue of asynchronous indexing (with rq-1 only the
 * first, and compresses nothing), with sq and flat every search fails, and dynamic never becomes hnsw. flat does not
 * compress with rq-1 then.
 */
export function distanceOutcome(
  index: VectorIndexName,
  compression: CompressionName,
  distance: DistanceName,
): PairOutcome {
  if (index === 'hfresh') return HFRESH_DISTANCES.includes(distance) ? 'works' : 'refused';
  if (!LIMITED_COMPRESSIONS.includes(compression) || COMPRESSED_DISTANCES.includes(distance)) return 'works';
  return index === 'flat' && compression === 'rq-1' ? 'ignored' : 'unsearchable';
}

/**
 * Compressions that are trained with the first vectors. In a collection that is created with them, only ASYNC_INDEXING
 * starts the training: measured with 1.38.11, repos/db/vector/hnsw/index.go ShouldUpgrade.
 */
export const TRAINED_COMPRESSIONS: readonly CompressionName[] = ['pq', 'sq'];

/**
 * Whether an index can only be created with ASYNC_INDEXING (usecases/schema/class.go: "the dynamic index can only be
 * created when async indexing is enabled").
 */
export function requiresAsyncIndexing(index: VectorIndexName): boolean {
  return index === 'dynamic';
}

/**
 * What DEFAULT_QUANTIZATION does for an index. It refuses nothing: a compression that the index does not have is
 * logged as an error when a collection is created without compression (flat/config.go ParseDefaultQuantization), and
 * hfresh does not read it. Before 1.35.0, flat and dynamic do not read it either (usecases/schema/class.go).
 */
export function defaultQuantizationOutcome(
  index: VectorIndexName,
  compression: CompressionName,
  version: string | undefined,
): PairOutcome {
  if (index === 'hfresh') return 'ignored';
  const readsIt =
    version === undefined || hasReached(version, MINIMUM_VERSIONS.defaultQuantizationOtherIndexes);
  if (index !== 'hnsw' && !readsIt) return 'ignored';
  return compressionOutcome(index, compression, version) === 'works' ? 'works' : 'ignored';
}
