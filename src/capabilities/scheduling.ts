import { isKubernetesName, isLabelKey, isLabelValue } from '../formats/names.ts';
import { parseToleration } from '../formats/toleration.ts';
import type { Capability } from './capability.ts';
import { type ConfigOf, listOption, mapOption, optionalTextOption } from './option.ts';
import { FOR_HELM } from './targets.ts';

const options = {
  kubernetes: {
    nodeSelector: mapOption({
      flag: '--node-selector',
      label: 'Node labels',
      example: { 'nvidia.com/gpu.present': 'true' },
      help: 'node label that the inference pod requires',
      question: 'Node labels that the inference pod requires',
      acceptsName: isLabelKey,
      expected: 'a node label given as KEY=VALUE',
      acceptsValue: isLabelValue,
      expectedValue:
        'has a value that a label cannot have (letters, digits, -, _ and ., at most 63 characters)',
      when: FOR_HELM,
    }),
    tolerations: listOption({
      flag: '--toleration',
      label: 'Tolerated taints',
      example: ['nvidia.com/gpu:NoSchedule'],
      placeholder: 'KEY[=VALUE]:EFFECT',
      help: 'taint that the inference pod tolerates',
      question: 'Taints that the inference pod tolerates',
      accepts: (toleration) => parseToleration(toleration) !== undefined,
      expected: 'a toleration such as nvidia.com/gpu:NoSchedule or pool=gpu:NoExecute',
      when: FOR_HELM,
    }),
    runtimeClass: optionalTextOption({
      flag: '--runtime-class',
      label: 'Runtime class',
      example: 'nvidia',
      placeholder: 'NAME',
      help: 'runtime class of the inference pod, needed by some GPU setups; set by a post-renderer',
      accepts: isKubernetesName,
      expected: 'the name of a runtime class (lowercase letters, digits, - and .)',
      when: FOR_HELM,
    }),
  },
};

export type SchedulingConfig = ConfigOf<typeof options>;

/** Which nodes the inference pod runs on. */
export const scheduling = {
  options,
  chart: ({ kubernetes: { nodeSelector, tolerations } }) => ({
    inferencePod: {
      ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
      ...(tolerations.length > 0 && {
        tolerations: tolerations.flatMap((text) => parseToleration(text) ?? []),
      }),
    },
  }),
  patch: ({ kubernetes: { runtimeClass } }) =>
    runtimeClass === undefined ? {} : { pod: { runtimeClassName: runtimeClass } },
} satisfies Capability<SchedulingConfig>;
