import { logged } from '../../cause.ts';

/** multi2vec-bind is built with torch 2.0.1 for CUDA 11.7, which knows GPUs up to sm_86 (and runs on sm_89). */
export const gpuUnsupported = logged(
  'gpu-unsupported',
  ['inference'],
  /no kernel image is available for execution|with CUDA capability (?<capability>sm_\d+) is not compatible|(?<only>sm_(?:9\d|1\d\d))\b.* is not compatible/,
  ({ group }) => {
    const capability = group('capability') || group('only');
    return {
      message: `the inference image cannot compute on this GPU${capability === '' ? '' : ` (${capability})`}`,
      cause:
        'Its PyTorch 2.0.1 holds programs for GPUs up to compute capability 8.6, which run on 8.9 too, and none for H100, H200 or Blackwell.',
      suggestion:
        'bindstack generate --no-cuda, then bindstack up; or a GPU of compute capability 8.9 or less (nvidia-smi --query-gpu=name,compute_cap --format=csv)',
    };
  },
);
