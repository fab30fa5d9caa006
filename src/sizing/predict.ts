import { type Line, MEASURED_SIZES, type MeasuredSize, type Measurement } from '../facts/measuredSizes.ts';
import { TRAINED_COMPRESSIONS } from '../facts/vectorIndexes.ts';

const MIB = 1024 ** 2;

/** `GOMEMLIMIT` as a share of the memory limit, as in generated files. */
export const GO_SHARE = 0.9;

/** Weaviate refuses a batch that would bring the live heap above this share of GOMEMLIMIT (configure_api.go). */
export const REFUSAL_SHARE = 0.97;

/**
 * The share of GOMEMLIMIT that the live heap may reach in a recommended limit. The rest is what Go fills between two
 * garbage collections: with less, it collects all the time, and the gRPC stream already slows clients down at 0.9
 * (grpc/v1/batch/start.go).
 */
export const COMFORTABLE_SHARE = 0.7;

/**
 * The same for all memory at rest, with the gaps between objects in the heap: they take as much as the objects if these
 * are small, as with 1 bit per number.
 */
export const COMFORTABLE_SHARE_AT_REST = 0.8;

/**
 * The most that Weaviate keeps of a store before it writes it to disk (PERSISTENCE_MEMTABLES_MAX_SIZE_MB). How much of it
 * an import fills depends on its speed: it is written at least every 45 s.
 */
const WRITE_BUFFER = 200 * MIB;

/** Weaviate is reported to be killed repeatedly at 512 MiB (apecloud/kubeblocks-addons#727). */
const LEAST_LIMIT = 1024 * MIB;

/** Recommended limits are multiples of this. */
const LIMIT_STEP = 256 * MIB;

/** Weaviate makes its collections read-only when a disk is this full (`DISK_USE_READONLY_PERCENTAGE`). */
export const DISK_READONLY_SHARE = 0.9;

/** Objects with which sq and pq train unless `trainingLimit` is set (entities/vectorindex/hnsw). */
const DEFAULT_TRAINING_LIMIT = 100_000;

/** The server stores media as base64. */
export const BASE64 = 4 / 3;

export interface SizeOptions {
  /** Average bytes of media per object that the database keeps; 0 if it keeps none. */
  readonly storedMedia?: number;
  /** `trainingLimit` of sq and pq. */
  readonly trainingLimit?: number;
}

/** All sizes are in bytes. */
export interface SizePrediction {
  /** Whether the vectors are compressed at this number of objects. */
  readonly compressed: boolean;
  /** What the server needs after a restart. Without a limit, Go may keep up to twice as much. */
  readonly memoryAtRest: number;
  /** The most that Go's live heap takes during an import at full speed. */
  readonly memoryImporting: number;
  /** Below this memory limit of the container, the server refuses the last objects, however slowly they come. */
  readonly minimumLimit: number;
  /** A memory limit with room for an import at full speed and for Go's garbage collector. */
  readonly recommendedLimit: number;
  /** After compaction. */
  readonly disk: number;
  /** A volume that also has room for the largest compaction, without becoming read-only. */
  readonly recommendedStorage: number;
  /** CPU seconds of the server for the whole import, without computing vectors. */
  readonly importCpu: number;
  readonly recallNear: number;
  readonly recallRandom: number;
}

/** The variants that were measured, such as `hnsw-rq-8`. */
export const SIZE_VARIANTS: readonly string[] = Object.keys(MEASURED_SIZES.variants);

/**
 * What this many vectors of 1,024 numbers take on one server. The constants were measured on up to 100,000 objects.
 * @throws RangeError if the variant was not measured
 */
export function predict(
  variant: string,
  objects: number,
  { storedMedia = 0, trainingLimit = DEFAULT_TRAINING_LIMIT }: SizeOptions = {},
): SizePrediction {
  const own = measuredSize(variant);
  const untrained = TRAINED_COMPRESSIONS.some((name) => name === own.compression)
    ? measuredSize(`${own.index}-none`)
    : undefined;
  const size = untrained && objects < trainingLimit ? untrained : own;
  // In bytes, at the end of the import and, if it is more, when the training starts.
  const liveHeap = Math.max(
    at(size.liveHeap, objects),
    untrained ? at(untrained.liveHeap, Math.min(objects, trainingLimit)) : 0,
  );
  // All but hnsw have the vectors in a store of their own.
  const stores = size.index === 'hnsw' ? 1 : 2;
  const memoryImporting = liveHeap + stores * WRITE_BUFFER;
  const memoryAtRest = Math.round(at(size.memoryAtRest, objects));
  // The fitted line may start below 0.
  const disk = Math.max(0, at(size.disk, objects)) + storedMedia * BASE64 * objects;
  const found = largest(size);
  return {
    compressed: size.compression !== 'none',
    memoryAtRest,
    memoryImporting: Math.round(memoryImporting),
    minimumLimit: Math.max(memoryAtRest, Math.ceil(liveHeap / (GO_SHARE * REFUSAL_SHARE))),
    recommendedLimit: recommendedLimit(memoryImporting, memoryAtRest),
    disk: Math.round(disk),
    // Compaction merges two segments into a new one before it deletes them; at worst, they are all there is.
    recommendedStorage: Math.ceil((2 * disk) / DISK_READONLY_SHARE),
    importCpu: (found.importCpu * objects) / 1000,
    recallNear: found.recallNear,
    recallRandom: found.recallRandom,
  };
}

function measuredSize(variant: string): MeasuredSize {
  const size = MEASURED_SIZES.variants[variant];
  if (!size) throw new RangeError(`no sizes were measured for ${variant}`);
  return size;
}

function at({ fixed, perObject }: Line, objects: number): number {
  return fixed + perObject * objects;
}

/** What the largest measured collection showed: recall and time grow with the number of objects. */
function largest({ measured }: MeasuredSize): Measurement {
  const found = Object.values(measured).at(-1);
  if (!found) throw new RangeError('sizing.json has no measurement');
  return found;
}

function recommendedLimit(memoryImporting: number, memoryAtRest: number): number {
  const limit =
    Math.max(memoryImporting / COMFORTABLE_SHARE, memoryAtRest / COMFORTABLE_SHARE_AT_REST) / GO_SHARE;
  return Math.max(LEAST_LIMIT, Math.ceil(limit / LIMIT_STEP) * LIMIT_STEP);
}
