import { type Cause, fromLog } from '../../cause.ts';
import type { AnalyzedService } from '../../situation.ts';

/** That the processor or the GPU is not what the image is made for, or is not there. */
export const HARDWARE_CAUSES: readonly Cause<AnalyzedService>[] = [
  fromLog(
    'wrong-platform',
    ['weaviate', 'inference', 'other'],
    /exec format error/,
    (_match, service, { observation, advice }) => ({
      message: `the image of ${service.title} is made for another processor`,
      cause: `Its program cannot be run here${observation.host?.arch === undefined ? '' : ` (${observation.host.arch})`}.`,
      suggestion: advice.wrongPlatform(service),
    }),
  ),
  // multi2vec-bind is built with torch 2.0.1 for CUDA 11.7, which knows GPUs up to sm_86 (and runs on sm_89).
  fromLog(
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
  ),
  // PyTorch; ENABLE_CUDA without a device reservation is what the documentation's own example has (#1736).
  fromLog(
    'gpu-not-visible',
    ['inference'],
    /Found no NVIDIA driver|no CUDA-capable device is detected|CUDA driver version is insufficient|No CUDA GPUs are available|CUDA unknown error|CUDA driver initialization failed/,
    (_match, { name }) => ({
      message: 'ENABLE_CUDA is on, and the container sees no GPU',
      cause:
        'The service asks for no GPU device, or the driver of the machine is missing or too old for CUDA 11.7.',
      suggestion: `bindstack generate --cuda writes ENABLE_CUDA and the device together; in a file of your own: deploy.resources.reservations.devices: [{driver: nvidia, count: 1, capabilities: [gpu]}] in ${name}; or on the CPU: bindstack generate --no-cuda`,
    }),
  ),
  // The arm64 wheel of torch 2.0.1 has no CUDA.
  fromLog('torch-without-cuda', ['inference'], /Torch not compiled with CUDA enabled/, () => ({
    message: 'ENABLE_CUDA is on, and the PyTorch of the image knows no CUDA',
    cause: 'The image for linux/arm64 computes on the CPU only; the one for linux/amd64 has CUDA.',
    suggestion: 'bindstack generate --no-cuda, then bindstack up; in a file of your own: ENABLE_CUDA: "0"',
  })),
  // The weights are 4.5 GiB (1.2 billion numbers of 4 bytes); activations come on top.
  fromLog(
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
  ),
];
