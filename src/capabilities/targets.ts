import { CHART_VERSION } from '../facts/versions.ts';
import { isLabel } from '../formats/names.ts';
import type { Capability } from './capability.ts';
import { type ConfigOf, multipleChoiceOption, optionalTextOption, textOption } from './option.ts';

export const FOR_HELM = { key: 'targets', value: 'helm' } as const;
export const FOR_COMPOSE = { key: 'targets', value: 'compose' } as const;

const options = {
  name: textOption({
    flag: '--name',
    placeholder: 'NAME',
    help: 'name of the stack; the Compose project and the Helm release have the same name',
    question: 'Name of the stack',
    default: 'bindstack',
    accepts: (name) => isLabel(name, 53),
    expected: 'a name of lowercase letters, digits and - (at most 53 characters)',
  }),
  targets: multipleChoiceOption({
    flag: '--target',
    label: 'Where it runs',
    help: 'where the stack will run: Docker Compose, Kubernetes (Helm), or both',
    question: 'Where will you run it?',
    default: ['compose', 'helm'],
    values: ['compose', 'helm'],
    labels: { compose: 'Docker Compose', helm: 'Kubernetes (Helm)' },
    atLeastOne: true,
  }),
  kubernetes: {
    namespace: textOption({
      flag: '--namespace',
      placeholder: 'NAME',
      help: 'namespace of the release',
      default: 'weaviate',
      accepts: (name) => isLabel(name),
      expected: 'a namespace (lowercase letters, digits and -, at most 63 characters)',
      when: FOR_HELM,
    }),
    context: optionalTextOption({
      flag: '--context',
      label: 'Kubeconfig context',
      example: 'my-cluster',
      placeholder: 'NAME',
      help: 'kubeconfig context of the cluster; the current one if unset',
      accepts: (name) => /^[^\s-]\S*$/.test(name),
      expected: 'the name of a context (kubectl config get-contexts)',
      when: FOR_HELM,
    }),
    chartVersion: textOption({
      flag: '--chart-version',
      label: 'Chart version',
      placeholder: 'VERSION',
      help: 'version of the Weaviate Helm chart',
      default: CHART_VERSION,
      accepts: (version) => /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version),
      expected: `a chart version such as ${CHART_VERSION}`,
      when: FOR_HELM,
    }),
  },
};

export type TargetsConfig = ConfigOf<typeof options>;

/** The name of the stack, the targets to write files for, and where the chart is installed. */
export const targets = {
  options,
} satisfies Capability<TargetsConfig>;
