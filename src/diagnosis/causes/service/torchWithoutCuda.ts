import { logged } from '../../cause.ts';

/** The arm64 wheel of torch 2.0.1 has no CUDA. */
export const torchWithoutCuda = logged(
  'torch-without-cuda',
  ['inference'],
  /Torch not compiled with CUDA enabled/,
  () => ({
    message: 'ENABLE_CUDA is on, and the PyTorch of the image knows no CUDA',
    cause: 'The image for linux/arm64 computes on the CPU only; the one for linux/amd64 has CUDA.',
    suggestion: 'bindstack generate --no-cuda, then bindstack up; in a file of your own: ENABLE_CUDA: "0"',
  }),
);
