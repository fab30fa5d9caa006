import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import { containerPath, isMounted } from '../mounts.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { isKnownUnset, variable, weaviatesOf, weaviateVersionOf } from '../roles.ts';

/** Whether another service uses the same block through an anchor: each instance needs its own name. */
function sharesEnvironment({ services }: ComposeProject, weaviate: ComposeService): boolean {
  const block = at(weaviate.map, 'environment')?.place;
  return services.some((other) => {
    const place = at(other.map, 'environment')?.place;
    return other !== weaviate && block && place?.source === block.source && place.start === block.start;
  });
}

export const clusterHostname: Rule<ComposeProject> = {
  id: 'cluster-hostname',
  severity: 'error',
  summary: '`CLUSTER_HOSTNAME` is not set, although the data is kept in a volume.',
  why: 'Weaviate then names its node after the container, and a new container has a new name. Since 1.25 (Raft), the node does not find itself in its own data and never becomes ready again.',
  fix: 'Set `CLUSTER_HOSTNAME: node1`, and never change it.',
  evidence:
    'Measured with Weaviate 1.38.11: CLUSTER_HOSTNAME changed on existing data, never ready; weaviate#5491',
  fixable: true,
  *check(project) {
    const weaviates = weaviatesOf(project);
    for (const [index, weaviate] of weaviates.entries()) {
      const version = weaviateVersionOf(weaviate);
      const path = variable(weaviate, 'PERSISTENCE_DATA_PATH')?.partial ?? '/data';
      if (!isKnownUnset(weaviate, 'CLUSTER_HOSTNAME') || at(weaviate.map, 'hostname') !== undefined) continue;
      if (!isMounted(weaviate, containerPath(path))) continue;
      if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.raft)) continue;
      yield {
        place: weaviate.key,
        message: `${weaviate.name} has no CLUSTER_HOSTNAME: after the container is recreated, it never becomes ready`,
        suggestion: `set CLUSTER_HOSTNAME: node${index + 1}, and never change it`,
        changes: sharesEnvironment(project, weaviate)
          ? []
          : setVariable(weaviate, 'CLUSTER_HOSTNAME', `node${index + 1}`),
      };
    }
  },
};
