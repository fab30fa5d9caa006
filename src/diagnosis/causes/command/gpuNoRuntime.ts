import { said } from '../../cause.ts';

/** Measured on the engine 20.10 without the toolkit; with `gpus: all` the driver is "". */
export const gpuNoRuntime = said(
  'gpu-no-runtime',
  /could not select device driver "(?<driver>[^"]*)" with capabilities: \[\[[^\]]*gpu|[Uu]nknown (?:or invalid )?runtime (?:specified|name:?) "?nvidia/,
  () => ({
    message: 'the Docker engine cannot hand a GPU to a container',
    cause: 'A GPU is asked for, and the NVIDIA runtime is not installed in the engine.',
    suggestion:
      'install nvidia-container-toolkit, then sudo nvidia-ctk runtime configure --runtime=docker and sudo systemctl restart docker; or on the CPU: bindstack generate --no-cuda',
  }),
);
