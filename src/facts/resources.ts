import { gigabytes, readableSize } from '../formats/size.ts';
import type { Modality } from './modalities.ts';

/* How much memory, disk space and time the programs of a stack need. */

const MIB = 1024 ** 2;

/** In bytes. With less, the model is killed while it loads: measured, 9216 MiB is too little and 9728 MiB is enough. */
export const MIN_INFERENCE_MEMORY = 9728 * MIB;

/** The same in words: `9.5 GiB`. */
export const MEMORY_TO_LOAD = readableSize(MIN_INFERENCE_MEMORY);

/** The memory that the loaded model uses, in words (measured). */
export const MEMORY_TO_RUN = readableSize(5632 * MIB);

/** In bytes. The minimum with some headroom. */
export const SUFFICIENT_INFERENCE_MEMORY = 10_240 * MIB;

/**
 * The memory limit that Weaviate's documentation uses for multi2vec-bind, which is the default here: in bytes, in the
 * format of Compose, and in the format of Kubernetes.
 */
export const DOCUMENTED_MEMORY_BYTES = 12 * 1024 * MIB;
export const DOCUMENTED_MEMORY = '12g';
export const DOCUMENTED_QUANTITY = '12Gi';

/** In bytes. The stub limits its requests so that it never needs more. */
export const STUB_MEMORY = 1024 * MIB;

/** In seconds, the fastest time measured to load the model. */
export const FASTEST_LOAD = 17;

/** In seconds. A shorter budget is too short even on a fast machine, where loading took up to 40 s (measured). */
export const MIN_LOAD_BUDGET = 60;

/** In seconds, the time that Weaviate's own module test allows (weaviate/weaviate test/docker/bind.go). */
export const SLOW_LOAD = 240;

/** In seconds, the time that generated files allow. */
export const LOAD_BUDGET = 600;

/** Seconds per vector on two cores, measured on the real server with small samples. */
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
  /** In bytes: the compressed layers. */
  readonly download: number;
  /** In bytes: on disk, unpacked. */
  readonly unpacked: number;
}

/**
 * Approximate sizes. That of ImageBind is derived from its Dockerfile (multi2vec-bind-inference 1.0.2): torch with CUDA
 * and 4.5 GiB of weights, which a layer that changes their owner contains a second time, also in the download. The
 * registry reports the exact download size (`downloadSize`).
 */
export const IMAGE_SIZES = {
  model: { download: 10e9, unpacked: 15e9 },
  weaviate: { download: 0.1e9, unpacked: 0.3e9 },
  stub: { download: 0.1e9, unpacked: 0.2e9 },
} as const satisfies Readonly<Record<string, ImageSize>>;

/** The size of ImageBind's image in words: `about 10 GB to download, 15 GB on disk`. */
export const MODEL_IMAGE_SIZE = `about ${gigabytes(IMAGE_SIZES.model.download)} to download, ${gigabytes(IMAGE_SIZES.model.unpacked)} on disk`;

/**
 * Requests of a pod that runs for a short time beside the stack, which may have requested all of the node: the scheduler
 * and the kubelet compare only requests above zero with what is left (Kubernetes pkg/scheduler/framework/plugins/
 * noderesources/fit.go, fitsRequest). They are written because Kubernetes replaces a missing request by the limit. If the
 * memory of the node runs out, this pod is killed before those of the stack.
 */
export const NO_REQUESTS = { cpu: '0', memory: '0' } as const;
