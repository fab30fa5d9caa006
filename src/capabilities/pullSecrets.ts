import { isKubernetesName } from '../formats/names.ts';
import { chartText } from '../formats/quoting.ts';
import type { Capability } from './capability.ts';
import { type ConfigOf, listOption } from './option.ts';
import { FOR_HELM } from './targets.ts';

const options = {
  kubernetes: {
    imagePullSecrets: listOption({
      flag: '--image-pull-secret',
      label: 'Image pull secrets',
      example: ['registry-login'],
      help: 'Secret with the credentials for a private registry',
      question: 'Secrets with credentials for private registries',
      accepts: isKubernetesName,
      expected: 'the name of a Secret (lowercase letters, digits, - and .)',
      when: FOR_HELM,
    }),
  },
};

export type PullSecretsConfig = ConfigOf<typeof options>;

/** Credentials for private registries. */
export const pullSecrets = {
  options,
  chart: ({ kubernetes: { imagePullSecrets } }) => {
    if (imagePullSecrets.length === 0) return {};
    const names = imagePullSecrets.map(chartText);
    return { values: { image: { pullSecrets: names } }, inferencePod: { imagePullSecrets: names } };
  },
} satisfies Capability<PullSecretsConfig>;
