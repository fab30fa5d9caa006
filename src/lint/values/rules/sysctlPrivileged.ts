import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const sysctlPrivileged: Rule<ChartValues> = {
  id: 'values-sysctl-privileged',
  severity: 'info',
  summary: 'The pod of Weaviate has a privileged init container.',
  why: 'The chart runs `sysctl` for the whole node unless the values say otherwise. Clusters with the Pod Security levels baseline or restricted refuse the pod, and where no image comes from docker.io, alpine:latest is not found. Nothing is said where the file switches it on or off itself.',
  fix: 'Set initContainers.sysctlInitContainer.enabled: to false where vm.max_map_count is 262144 or more on the nodes.',
  evidence: 'weaviate-helm 17.8.3 templates/weaviateStatefulset.yaml:37-49; weaviate#2945',
  *check(values) {
    const written = at(values.root, 'initContainers', 'sysctlInitContainer', 'enabled');
    const context = at(values.root, 'containerSecurityContext');
    const restricted =
      isTruthy(at(context, 'runAsNonRoot')) || at(context, 'allowPrivilegeEscalation') !== undefined;
    // Only a file that restricts its container shows a cluster that might mind.
    if (!restricted || written !== undefined) return;
    yield {
      place: nearestPlace(values, 'initContainers', 'sysctlInitContainer'),
      message: 'the chart adds a privileged init container, which clusters with restricted pods refuse',
    };
  },
};
