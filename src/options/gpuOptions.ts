import { count, list, optionalText, yesNo } from './option.ts';

const cuda = { key: 'gpu.enabled', value: true } as const;

export const gpuOptions = {
  enabled: yesNo({
    flag: '--cuda',
    help: 'run ImageBind on a GPU: ENABLE_CUDA and the device reservation (or GPU limit) together',
    default: false,
    when: { key: 'inference.mode', value: 'container' },
  }),
  count: count({
    flag: '--gpus',
    help: 'GPUs for the inference service',
    default: 1,
    example: 2,
    max: 64,
    expected: 'a number of GPUs from 1 to 64, or all',
    when: cuda,
  }),
  devices: list({
    flag: '--gpu-device',
    question: 'Certain GPUs',
    example: ['0', '1'],
    placeholder: 'ID',
    help: 'a certain GPU, by index or UUID (Compose)',
    accepts: (id) => /^(?:\d+|(?:GPU|MIG)-[\w/-]+)$/.test(id),
    expected: 'a GPU index such as 0, or a UUID such as GPU-…',
    when: cuda,
  }),
  core: optionalText({
    flag: '--cuda-core',
    example: 'cuda:0',
    placeholder: 'DEVICE',
    help: 'CUDA_CORE, the device that the model is put on; cuda:0 if unset (Compose)',
    accepts: (device) => /^cuda:\d+$/.test(device),
    expected: 'a device such as cuda:0',
    when: cuda,
  }),
};
