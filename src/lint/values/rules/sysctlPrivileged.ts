import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const sysctlPrivileged: Rule<ChartValues> = {
  id: 'values-sysctl-privileged',
  severity: 'info',
  summary: 'The Weaviate pod has a privileged init container.',
  why: 'By default the chart runs `sysctl` on the node in an init container. Clusters with the Pod Security level baseline or restricted reject the pod, and clusters that cannot pull from docker.io do not find `alpine:latest`. There is no finding if the values enable or disable the init container explicitly.',
  fix: 'Set `initContainers.sysctlInitContainer.enabled`: to false if `vm.max_map_count` is 262144 or more on the nodes.',
  evidence: 'weaviate-helm 17.8.3 templates/weaviateStatefulset.yaml:37-49; weaviate#2945',
  *check(values) {
    const enabled = at(values.root, 'initContainers', 'sysctlInitContainer', 'enabled');
    const context = at(values.root, 'containerSecurityContext');
    const isRestricted =
      isTruthy(at(context, 'runAsNonRoot')) || at(context, 'allowPrivilegeEscalation') !== undefined;
    // Only values that restrict the container suggest a cluster with such a policy.
    if (!isRestricted || enabled !== undefined) return;
    yield {
      place: nearestPlace(values, 'initContainers', 'sysctlInitContainer'),
      message: 'the chart adds a privileged init container, which clusters with Pod Security rules reject',
    };
  },
};
