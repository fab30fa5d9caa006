import { USUAL_MEDIA_SIZE } from '../facts/mediaSizes.ts';
import type { Modality } from '../facts/modalities.ts';
import { type CompressionName, compressionOutcome, type VectorIndexName } from '../facts/vectorIndexes.ts';
import { BASE64, DISK_READONLY_SHARE, predict, SIZE_VARIANTS, type SizePrediction } from './predict.ts';

const GIB = 1024 ** 3;

/** The memory limit of Weaviate that a plan may raise but never lowers. */
export const LEAST_MEMORY = 4 * GIB;

/** The size of a volume that a plan may raise but never lowers. */
export const LEAST_STORAGE = 32 * GIB;

/** A Weaviate that needs more memory than this is spread over several. */
export const MOST_MEMORY_PER_NODE = 64 * GIB;

/** What a plan is made for. Sizes are in bytes. */
export interface PlanInput {
  readonly objects: number;
  readonly index: VectorIndexName;
  /** Undefined if the plan is to choose it. */
  readonly compression: CompressionName | undefined;
  /** A memory limit set by hand; only used to choose the compression. */
  readonly memory: number | undefined;
  readonly modalities: readonly Modality[];
  readonly vectors: 'shared' | 'balanced' | 'separate';
  /** Average bytes per file; undefined for the usual size of each kind of media. */
  readonly mediaSize: number | undefined;
  /** Version of Weaviate; undefined if it is not known. */
  readonly version: string | undefined;
  readonly replicas: number;
  /** Copies of each object; at most `replicas`. */
  readonly copies: number;
}

/** What one Weaviate of a plan takes. Sizes are in bytes. */
export interface NodePlan {
  readonly objects: number;
  readonly memory: {
    /** After a restart. */
    readonly atRest: number;
    /** Go's live heap during an import at full speed. */
    readonly importing: number;
    /** With a lower limit, Weaviate refuses the last objects. */
    readonly minimum: number;
    /** With room for an import at full speed; rounded up to half GiB, from 8 GiB on to whole GiB. */
    readonly recommended: number;
  };
  readonly disk: {
    readonly vectors: number;
    /** Media as base64, and texts. */
    readonly media: number;
    readonly total: number;
    /** A volume with room for compaction; in whole GiB. */
    readonly recommended: number;
  };
}

export interface SizePlan extends NodePlan {
  /** What the plan was made for; `objects` of the plan itself is the share of one Weaviate. */
  readonly input: PlanInput;
  readonly compression: CompressionName;
  /** Whether the plan chose the compression. */
  readonly isChosen: boolean;
  /** The measured variant that the numbers come from, such as `hnsw-rq-8`. */
  readonly variant: string;
  /** False if the variant itself was not measured, and the numbers are those of one that takes at least as much. */
  readonly isMeasured: boolean;
  /** Vectors in one Weaviate: with named vectors, an object has one per modality. */
  readonly vectorCount: number;
  readonly prediction: SizePrediction;
  /** The smallest cluster with at most 64 GiB per Weaviate; undefined if the plan itself fits. */
  readonly cluster: ClusterPlan | undefined;
}

export interface ClusterPlan extends NodePlan {
  readonly replicas: number;
  readonly copies: number;
}

/** The plan for a number of objects. It needs nothing but its input, so every surface shows the same numbers. */
export function planFor(input: PlanInput): SizePlan {
  const compression = input.compression ?? chooseCompression(input);
  const node = nodeFor(input, compression);
  const variant = measuredVariant(input.index, compression);
  return {
    input,
    compression,
    isChosen: input.compression === undefined,
    variant,
    isMeasured: variant === `${input.index}-${compression}`,
    ...node,
    cluster: clusterFor(input, compression, node),
  };
}

/** From the one that loses nothing to the one that loses most; those that need no training. */
const BY_LOSS = ['none', 'rq-8', 'rq-4', 'rq-1'] as const;

/** Compressions of an index in a version of Weaviate that a plan may choose. */
function choices({ index, version }: PlanInput): readonly CompressionName[] {
  return BY_LOSS.filter(
    (name) =>
      compressionOutcome(index, name, version) === 'works' &&
      SIZE_VARIANTS.includes(`${grownIndex(index)}-${name}`),
  );
}

/** A dynamic index grows into hnsw. */
export function grownIndex(index: VectorIndexName): VectorIndexName {
  return index === 'dynamic' ? 'hnsw' : index;
}

/**
 * With a memory limit, the least lossy compression that fits it. Otherwise none while that fits the default memory, and
 * then rq-8, which loses almost nothing. A plan that fits nowhere gets rq-8 too: it needs more machines.
 */
function chooseCompression(input: PlanInput): CompressionName {
  const allowed = choices(input);
  const limit = input.memory ?? LEAST_MEMORY;
  const fitting = allowed.find((name) => nodeFor(input, name).memory.recommended <= limit);
  const usual = (['rq-8', 'rq-1'] as const).find((name) => allowed.includes(name)) ?? 'none';
  if (fitting === undefined) return usual;
  return input.memory === undefined && fitting !== 'none' ? usual : fitting;
}

/** The measured variant for an index and a compression: itself, or one that takes at least as much memory. */
export function measuredVariant(index: VectorIndexName, compression: CompressionName): string {
  const same = grownIndex(index);
  const candidates = [
    `${index}-${compression}`,
    `${same}-${compression}`,
    ...(compression === 'rq-4' || compression === 'bq' ? [`${same}-rq-8`] : []),
    `${same}-none`,
  ];
  return candidates.find((name) => SIZE_VARIANTS.includes(name)) ?? 'hfresh-rq-1';
}

interface Node extends NodePlan {
  readonly vectorCount: number;
  readonly prediction: SizePrediction;
}

function nodeFor(input: PlanInput, compression: CompressionName): Node {
  const { modalities, vectors, replicas, copies } = input;
  const objects = Math.ceil((input.objects * Math.min(copies, replicas)) / replicas);
  const vectorCount = objects * (vectors === 'separate' ? modalities.length : 1);
  const variant = measuredVariant(input.index, compression);
  const prediction = predict(variant, vectorCount);
  const media = Math.round(objects * storedBytes(input));
  const total = prediction.disk + media;
  return {
    objects,
    vectorCount,
    prediction,
    memory: {
      atRest: prediction.memoryAtRest,
      importing: prediction.memoryImporting,
      minimum: prediction.minimumLimit,
      recommended: memoryStep(prediction.recommendedLimit),
    },
    disk: { vectors: prediction.disk, media, total, recommended: storageStep(storageFor(prediction, media)) },
  };
}

/**
 * Compaction merges two segments into a new one before it deletes them. At worst, they are all there is of the vectors;
 * media lie in the store of the objects, whose largest segments stay unmerged (PERSISTENCE_LSM_MAX_SEGMENT_SIZE).
 */
function storageFor({ recommendedStorage }: SizePrediction, media: number): number {
  return recommendedStorage + (media * MEDIA_MARGIN) / DISK_READONLY_SHARE;
}

/** Room for rewritten media. */
export const MEDIA_MARGIN = 1.25;

function memoryStep(bytes: number): number {
  const step = bytes < 8 * GIB ? GIB / 2 : GIB;
  return Math.ceil(bytes / step) * step;
}

/** No volume is larger; it keeps numbers exact. */
const MOST_STORAGE = 1024 ** 2 * GIB;

function storageStep(bytes: number): number {
  if (bytes > MOST_STORAGE) return MOST_STORAGE;
  const step = bytes < 128 * GIB ? GIB : 16 * GIB;
  return Math.ceil(bytes / step) * step;
}

/** Bytes of files in one object: with `shared`, each object has one; with the others, one per field. */
export function mediaPerObject({
  modalities,
  vectors,
  mediaSize,
}: Pick<PlanInput, 'modalities' | 'vectors' | 'mediaSize'>): number {
  const files = modalities.filter((name) => name !== 'text');
  const total = files.reduce((sum, name) => sum + (mediaSize ?? USUAL_MEDIA_SIZE[name]), 0);
  return vectors === 'shared' && files.length > 0 ? total / files.length : total;
}

/** What the database keeps of an object besides its vectors: files as base64, and text. */
function storedBytes(input: PlanInput): number {
  const text = input.modalities.includes('text') ? USUAL_MEDIA_SIZE.text : 0;
  return text + mediaPerObject(input) * BASE64;
}

/** What the generated values set from three replicas on. */
const CLUSTER_COPIES = 3;
const MOST_REPLICAS = 100;

function clusterFor(
  input: PlanInput,
  compression: CompressionName,
  { memory }: NodePlan,
): ClusterPlan | undefined {
  if (memory.recommended <= MOST_MEMORY_PER_NODE) return undefined;
  for (let replicas = CLUSTER_COPIES; replicas <= MOST_REPLICAS; replicas += 1) {
    const spread = nodeFor({ ...input, replicas, copies: CLUSTER_COPIES }, compression);
    if (spread.memory.recommended <= MOST_MEMORY_PER_NODE || replicas === MOST_REPLICAS) {
      return {
        replicas,
        copies: CLUSTER_COPIES,
        objects: spread.objects,
        memory: spread.memory,
        disk: spread.disk,
      };
    }
  }
  return undefined;
}
