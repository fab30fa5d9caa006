import { said } from '../../cause.ts';

/** Texts of libnvidia-container and nvidia-ctk. */
export const gpuNoDriver = said(
  'gpu-no-driver',
  /nvidia-container-cli: initialization error: (?<why>.+)|nvml error: driver not loaded|Failed to initialize NVML|libnvidia-ml\.so\.1: cannot open shared object|(?:detection error: )?nvml error: (?<other>\w.+)|failed to discover GPU|unresolvable CDI devices/,
  () => ({
    message: 'the machine has no working NVIDIA driver',
    cause: 'The NVIDIA runtime is there, and finds no driver of the kernel, or no GPU.',
    suggestion:
      'see whether nvidia-smi works on this machine, and install or reload the driver (a restart, after an update); or on the CPU: bindstack generate --no-cuda',
  }),
);
