import { logged } from '../../cause.ts';

/** PyTorch; ENABLE_CUDA without a device reservation is what the documentation's own example has (#1736). */
export const gpuNotVisible = logged(
  'gpu-not-visible',
  ['inference'],
  /Found no NVIDIA driver|no CUDA-capable device is detected|CUDA driver version is insufficient|No CUDA GPUs are available|CUDA unknown error|CUDA driver initialization failed/,
  (_match, { name }) => ({
    message: 'ENABLE_CUDA is on, and the container sees no GPU',
    cause:
      'The service asks for no GPU device, or the driver of the machine is missing or too old for CUDA 11.7.',
    suggestion: `bindstack generate --cuda writes ENABLE_CUDA and the device together; in a file of your own: deploy.resources.reservations.devices: [{driver: nvidia, count: 1, capabilities: [gpu]}] in ${name}; or on the CPU: bindstack generate --no-cuda`,
  }),
);
