import { gigabytes } from '../formats/size.ts';

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
  'stand-in': { download: 0.1e9, unpacked: 0.2e9 },
} as const satisfies Readonly<Record<string, ImageSize>>;

/** The size of ImageBind's image in words: `about 10 GB to download, 15 GB on disk`. */
export const MODEL_IMAGE_SIZE = `about ${gigabytes(IMAGE_SIZES.model.download)} to download, ${gigabytes(IMAGE_SIZES.model.unpacked)} on disk`;
