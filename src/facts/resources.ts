import { gigabytes, readableSize } from '../formats/size.ts';
import type { Modality } from './modalities.ts';

/* What the programs of a stack take: memory, disk and time. */

const MIB = 1024 ** 2;

/** Bytes below which the model is killed while loading: measured, 9216 MiB is too little and 9728 MiB enough. */
export const MIN_INFERENCE_MEMORY = 9728 * MIB;

/** The same in words: `9.5 GiB`. */
export const MEMORY_TO_LOAD = readableSize(MIN_INFERENCE_MEMORY);

/** What the model takes once it is loaded, in words (measured). */
export const MEMORY_TO_RUN = readableSize(5632 * MIB);

/** Bytes that leave some room. */
export const SUFFICIENT_INFERENCE_MEMORY = 10_240 * MIB;

/**
 * The memory limit of Weaviate's documentation for multi2vec-bind, which is the default here: in bytes, as Compose
 * writes it, and as Kubernetes does.
 */
export const DOCUMENTED_MEMORY_BYTES = 12 * 1024 * MIB;
export const DOCUMENTED_MEMORY = '12g';
export const DOCUMENTED_QUANTITY = '12Gi';

/** Bytes: the stub, the fake ImageBind, needs no more, however much it is sent (its own bounds). */
export const STUB_MEMORY = 1024 * MIB;

/** Seconds: the fastest load that was measured. */
export const FASTEST_LOAD = 17;

/** Seconds: the slowest load that was measured on a fast machine took 40. */
export const MIN_LOAD_BUDGET = 60;

/** Seconds that Weaviate's own module test allows (weaviate/weaviate test/docker/bind.go). */
export const SLOW_LOAD = 240;

/** Seconds that bindstack's files allow. */
export const LOAD_BUDGET = 600;

/** Seconds for one vector on two cores, measured on the real server with small samples. */
export const SECONDS_PER_VECTOR: Readonly<Record<Modality, number>> = {
  text: 0.9,
  image: 2.5,
  audio: 0.9,
  video: 32,
  thermal: 0.3,
  imu: 0.1,
  depth: 0.1,
};

export interface ImageSize {
  /** Bytes to download: compressed layers. */
  readonly download: number;
  /** Bytes on disk, unpacked. */
  readonly unpacked: number;
}

/**
 * About. ImageBind's image is derived from its Dockerfile (multi2vec-bind-inference 1.0.2): torch with CUDA, 4.5 GiB of
 * weights, and these once more in a layer that changes their owner, which a download holds twice as well. A registry
 * tells the exact size of the download (`downloadSize`).
 */
export const IMAGE_SIZES = {
  model: { download: 10e9, unpacked: 15e9 },
  weaviate: { download: 0.1e9, unpacked: 0.3e9 },
  stub: { download: 0.1e9, unpacked: 0.2e9 },
} as const satisfies Readonly<Record<string, ImageSize>>;

/** The size of ImageBind's image in words: `about 10 GB to download, 15 GB on disk`. */
export const MODEL_IMAGE_SIZE = `about ${gigabytes(IMAGE_SIZES.model.download)} to download, ${gigabytes(IMAGE_SIZES.model.unpacked)} on disk`;
