import { logged } from '../../cause.ts';

/** The weights are 4.5 GiB (1.2 billion numbers of 4 bytes); activations come on top. */
export const gpuMemory = logged(
  'gpu-memory',
  ['inference'],
  /CUDA out of memory|OutOfMemoryError: CUDA|CUDNN_STATUS_ALLOC_FAILED|CUDA error: out of memory/,
  () => ({
    message: 'the memory of the GPU is full',
    cause:
      'ImageBind needs about 4.5 GiB for its weights, and more for what it computes; other programs may use the GPU too.',
    suggestion:
      'nvidia-smi shows who uses it; choose another GPU: bindstack generate --cuda --gpu-device 1, or the CPU: bindstack generate --no-cuda; import in smaller batches',
  }),
);
