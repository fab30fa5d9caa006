import { type Capability, type Check, error } from './capability.ts';
import { FOR_CONTAINER, type InferenceConfig } from './inference.ts';
import { add, leaveOut, type Mention, setting, words } from './message.ts';
import { booleanOption, type ConfigOf, countOption, listOption, optionalTextOption } from './option.ts';
import type { TargetsConfig } from './targets.ts';

const FOR_CUDA = { key: 'gpu.enabled', value: true } as const;

const options = {
  gpu: {
    enabled: booleanOption({
      flag: '--cuda',
      label: 'GPU',
      help: 'run ImageBind on a GPU: sets ENABLE_CUDA and the device reservation (or GPU limit)',
      question: 'Run ImageBind on a GPU?',
      default: false,
      when: FOR_CONTAINER,
    }),
    count: countOption({
      flag: '--gpus',
      label: 'Number of GPUs',
      help: 'number of GPUs for the inference service',
      default: 1,
      example: 2,
      max: 64,
      expected: 'a number of GPUs from 1 to 64, or all',
      when: FOR_CUDA,
    }),
    devices: listOption({
      flag: '--gpu-device',
      question: 'Specific GPU IDs',
      example: ['0', '1'],
      placeholder: 'ID',
      help: 'specific GPU by index or UUID, with Compose only',
      accepts: (id) => /^(?:\d+|(?:GPU|MIG)-[\w/-]+)$/.test(id),
      expected: 'a GPU index such as 0, or a UUID such as GPU-…',
      when: FOR_CUDA,
    }),
    core: optionalTextOption({
      flag: '--cuda-core',
      label: 'Model device',
      example: 'cuda:0',
      placeholder: 'DEVICE',
      help: 'device that the model runs on (CUDA_CORE); cuda:0 if unset (Compose only)',
      accepts: (device) => /^cuda:\d+$/.test(device),
      expected: 'a device such as cuda:0',
      when: FOR_CUDA,
    }),
  },
};

export type GpuConfig = ConfigOf<typeof options>;

type Config = GpuConfig & InferenceConfig & TargetsConfig;

const gpuSelection: Check<Config> = ({ gpu }, given) =>
  gpu.devices.length > 0 && given.has('gpu.count')
    ? error(
        'gpus-and-devices',
        words`${setting('gpu.count')} and ${setting('gpu.devices')} cannot be combined`,
        words`${leaveOut('gpu.count')}: each ${setting('gpu.devices')} is one GPU`,
        'Compose accepts either a number of GPUs or a list of device IDs.',
      )
    : undefined;

/** Options that only Compose supports, rejected if Helm is a target too. */
const composeOnly: Check<Config> = ({ targets, gpu }) => {
  if (!targets.includes('helm') || !gpu.enabled) return undefined;
  const composeOnlyError = (code: string, mention: Mention, why: string) =>
    error(code, words`${mention} works with Compose only`, words`${add('targets', ['compose'])}`, why);
  if (gpu.core !== undefined) {
    return composeOnlyError(
      'cuda-core-helm',
      setting('gpu.core'),
      'The Helm chart cannot pass CUDA_CORE to the container.',
    );
  }
  if (gpu.devices.length > 0) {
    return composeOnlyError(
      'gpu-device-helm',
      setting('gpu.devices'),
      'Kubernetes assigns GPUs by number, not by ID.',
    );
  }
  if (gpu.count === 'all') {
    return composeOnlyError(
      'gpus-all-helm',
      setting('gpu.count', 'all'),
      'A Kubernetes resource limit is a number.',
    );
  }
  return undefined;
};

/** The GPUs that ImageBind runs on; undefined if it runs on the CPU. */
export function gpusOf({ gpu: { enabled, count, devices }, inference }: GpuConfig & InferenceConfig) {
  return enabled && inference.mode === 'container' ? { count, devices } : undefined;
}

/** ImageBind on a GPU. */
export const gpu = {
  options,
  rules: [
    { keys: ['gpu.count', 'gpu.devices'], check: gpuSelection },
    { keys: ['targets', 'gpu.enabled', 'gpu.count', 'gpu.devices', 'gpu.core'], check: composeOnly },
  ],
  inferenceVariables: ({ gpu: { enabled, core } }) => [
    {
      name: 'ENABLE_CUDA',
      value: enabled ? '1' : '0',
      why: enabled ? 'must be 1 or true; anything else means CPU' : '1 would also need a GPU reservation',
    },
    ...(core === undefined ? [] : [{ name: 'CUDA_CORE', value: core }]),
  ],
  compose: (config) => {
    const gpus = gpusOf(config);
    if (!gpus) return {};
    const which = gpus.devices.length > 0 ? { device_ids: [...gpus.devices] } : { count: gpus.count };
    const device = { driver: 'nvidia', ...which, capabilities: ['gpu'] };
    return { inference: { deploy: { resources: { reservations: { devices: [device] } } } } };
  },
  chart: (config) => {
    const gpus = gpusOf(config);
    return {
      inferencePod: {
        ...(gpus && { strategy: { type: 'Recreate' } }),
        envconfig: { enable_cuda: gpus !== undefined },
        ...(gpus && { resources: { limits: { 'nvidia.com/gpu': gpus.count } } }),
      },
    };
  },
} satisfies Capability<Config>;
