import { type Cause, fromLog } from '../../cause.ts';
import type { AnalyzedService } from '../../situation.ts';

/** The image does not support the CPU or GPU, or there is no GPU. */
export const HARDWARE_CAUSES: readonly Cause<AnalyzedService>[] = [
  fromLog(
    'wrong-platform',
    ['weaviate', 'inference', 'other'],
    /exec format error/,
    (_match, service, { observation, advice }) => ({
      message: `the image of ${service.title} is built for another CPU architecture`,
      cause: `Its program cannot run on this machine${observation.host?.arch === undefined ? '' : ` (${observation.host.arch})`}.`,
      suggestion: advice.wrongPlatform(service),
    }),
  ),
  // multi2vec-bind is built with torch 2.0.1 for CUDA 11.7, which supports GPUs up to sm_86 (and runs on sm_89).
  fromLog(
    'gpu-unsupported',
    ['inference'],
    /no kernel image is available for execution|with CUDA capability (?<capability>sm_\d+) is not compatible|(?<only>sm_(?:9\d|1\d\d))\b.* is not compatible/,
    ({ group }) => {
      const capability = group('capability') || group('only');
      return {
        message: `the inference image does not support this GPU${capability === '' ? '' : ` (${capability})`}`,
        cause:
          'Its PyTorch 2.0.1 has code for GPUs up to compute capability 8.6, which also runs on 8.9, but none for H100, H200 or Blackwell.',
        suggestion:
          'bindstack generate --no-cuda, then bindstack up; or use a GPU with compute capability 8.9 or less (nvidia-smi --query-gpu=name,compute_cap --format=csv)',
      };
    },
  ),
  // Messages of PyTorch; the example in Weaviate's documentation sets ENABLE_CUDA without a device reservation (#1736).
  fromLog(
    'gpu-not-visible',
    ['inference'],
    /Found no NVIDIA driver|no CUDA-capable device is detected|CUDA driver version is insufficient|No CUDA GPUs are available|CUDA unknown error|CUDA driver initialization failed/,
    (_match, { name }) => ({
      message: 'ENABLE_CUDA is on, but the container sees no GPU',
      cause:
        'The service requests no GPU device, or the NVIDIA driver of the machine is missing or too old for CUDA 11.7.',
      suggestion: `bindstack generate --cuda, which sets ENABLE_CUDA and the device together; in your own file: deploy.resources.reservations.devices: [{driver: nvidia, count: 1, capabilities: [gpu]}] in the service ${name}; or use the CPU: bindstack generate --no-cuda`,
    }),
  ),
  // The arm64 wheel of torch 2.0.1 has no CUDA.
  fromLog('torch-without-cuda', ['inference'], /Torch not compiled with CUDA enabled/, () => ({
    message: 'ENABLE_CUDA is on, but PyTorch in the image does not support CUDA',
    cause: 'The linux/arm64 image only supports the CPU; the linux/amd64 image supports CUDA.',
    suggestion: 'bindstack generate --no-cuda, then bindstack up; in your own file: ENABLE_CUDA: "0"',
  })),
  // The weights are 4.5 GiB (1.2 billion numbers of 4 bytes each), plus activations.
  fromLog(
    'gpu-memory',
    ['inference'],
    /CUDA out of memory|OutOfMemoryError: CUDA|CUDNN_STATUS_ALLOC_FAILED|CUDA error: out of memory/,
    () => ({
      message: 'the GPU ran out of memory',
      cause:
        'ImageBind needs about 4.5 GiB for its weights, and more while it computes; other programs may be using the GPU too.',
      suggestion:
        'nvidia-smi shows what uses it; use another GPU: bindstack generate --cuda --gpu-device 1, or the CPU: bindstack generate --no-cuda; import in smaller batches',
    }),
  ),
];
