import { CHART_VERSION } from '../facts/versions.ts';
import { isKubernetesName, isLabel, isLabelKey, isLabelValue } from '../formats/names.ts';
import { parseToleration } from '../formats/toleration.ts';
import { choice, duration, list, map, optionalText, text, yesNo } from './option.ts';

const helm = { key: 'targets', value: 'helm' } as const;

export const kubernetesOptions = {
  namespace: text({
    flag: '--namespace',
    placeholder: 'NAME',
    help: 'namespace of the release',
    default: 'weaviate',
    accepts: (name) => isLabel(name),
    expected: 'a namespace (lower case letters, digits and -, at most 63)',
    when: helm,
  }),
  context: optionalText({
    flag: '--context',
    example: 'my-cluster',
    placeholder: 'NAME',
    help: 'context of the kubeconfig, which is the cluster; the current one if unset',
    accepts: (name) => /^[^\s-]\S*$/.test(name),
    expected: 'the name of a context (kubectl config get-contexts)',
    when: helm,
  }),
  chartVersion: text({
    flag: '--chart-version',
    placeholder: 'VERSION',
    help: 'version of the Weaviate Helm chart',
    default: CHART_VERSION,
    accepts: (version) => /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version),
    expected: `a chart version such as ${CHART_VERSION}`,
    when: helm,
  }),
  serviceType: choice({
    flag: '--service-type',
    help: 'how the cluster exposes Weaviate',
    default: 'ClusterIP',
    values: ['ClusterIP', 'NodePort', 'LoadBalancer'],
    meanings: {
      ClusterIP: 'inside the cluster only',
      NodePort: 'on a port of every node',
      LoadBalancer: "by the cloud's load balancer, which may be public",
    },
    when: helm,
  }),
  nodeSelector: map({
    flag: '--node-selector',
    example: { 'nvidia.com/gpu.present': 'true' },
    help: 'label that a node must have to run the inference pod',
    acceptsName: isLabelKey,
    expected: 'a node label given as KEY=VALUE',
    acceptsValue: isLabelValue,
    expectedValue: 'has a value that no label has (letters, digits, -, _ and ., at most 63)',
    when: helm,
  }),
  tolerations: list({
    flag: '--toleration',
    example: ['nvidia.com/gpu:NoSchedule'],
    placeholder: 'KEY[=VALUE]:EFFECT',
    help: 'taint that the inference pod tolerates',
    accepts: (toleration) => parseToleration(toleration) !== undefined,
    expected: 'a toleration such as nvidia.com/gpu:NoSchedule or pool=gpu:NoExecute',
    when: helm,
  }),
  runtimeClass: optionalText({
    flag: '--runtime-class',
    example: 'nvidia',
    placeholder: 'NAME',
    help: 'runtime class of the inference pod, which some GPU set-ups need; by a post-renderer',
    accepts: isKubernetesName,
    expected: 'the name of a runtime class (lower case letters, digits, - and .)',
    when: helm,
  }),
  readinessTimeout: duration({
    flag: '--readiness-timeout',
    help: 'how long the inference pod may take to say that it is ready; more than 1s by a post-renderer',
    default: '1s',
    when: helm,
  }),
  imagePullSecrets: list({
    flag: '--image-pull-secret',
    example: ['registry-login'],
    help: 'Secret with the login of a private registry',
    accepts: isKubernetesName,
    expected: 'the name of a Secret (lower case letters, digits, - and .)',
    when: helm,
  }),
  podSecurity: choice({
    flag: '--pod-security',
    help: 'Pod Security level that the namespace enforces',
    default: 'privileged',
    values: ['privileged', 'baseline', 'restricted'],
    meanings: {
      privileged: 'none',
      baseline: 'no privileged container, so no --sysctl-init',
      restricted: 'not root and without capabilities too; by a post-renderer',
    },
    when: helm,
  }),
  sysctlInit: yesNo({
    flag: '--sysctl-init',
    help: "the chart's privileged init container that raises vm.max_map_count",
    default: true,
    when: helm,
  }),
};
