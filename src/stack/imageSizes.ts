/**
 * Bytes of an image once unpacked, about; while it is pulled there is as much again. ImageBind's is derived from
 * its Dockerfile: torch with CUDA, 4.5 GiB of weights, and those once more in a layer that changes their owner.
 */
export const UNPACKED_IMAGE = { model: 15e9, weaviate: 0.3e9, 'stand-in': 0.2e9 } as const;
