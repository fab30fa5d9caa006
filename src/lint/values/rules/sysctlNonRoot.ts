import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { nearestPlace } from '../bindModule.ts';
import { type ChartValues, setValue } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

const SYSCTL_ENABLED = ['initContainers', 'sysctlInitContainer', 'enabled'];

export const sysctlNonRoot: Rule<ChartValues> = {
  id: 'values-sysctl-non-root',
  severity: 'error',
  summary: 'The init container that sets sysctls needs root, but the pod must not run as root.',
  why: 'The init container is enabled by default, is privileged and runs as user 0. With `runAsNonRoot` in the `securityContext` of the pod, the kubelet rejects it (CreateContainerConfigError), and Weaviate never starts. `containerSecurityContext` does not apply to it.',
  fix: 'Set `initContainers.sysctlInitContainer.enabled` to false, and set `vm.max_map_count` to 262144 on the nodes.',
  evidence:
    "weaviate-helm 17.8.3 templates/weaviateStatefulset.yaml:37-49; Kubernetes: container's runAsUser breaks non-root policy",
  fixable: true,
  *check(values) {
    const nonRoot = at(values.root, 'securityContext', 'runAsNonRoot');
    if (!isTruthy(nonRoot) || !isTruthy(at(values.root, ...SYSCTL_ENABLED), true)) return;
    yield {
      place: nearestPlace(values, 'securityContext', 'runAsNonRoot'),
      message:
        'the pod must not run as root, but its init container configure-sysctl does: Weaviate never starts',
      changes: [setValue(values, SYSCTL_ENABLED, false)],
    };
  },
};
