import { kubectl } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import { podsOf } from '../../clusterServices.ts';
import type { ServiceScene } from '../../scene.ts';

/** How many of the first pods vote, as the chart computes it (weaviate-helm _helpers.tpl raft_configuration). */
function votersOf(replicas: number): number {
  if (replicas >= 10) return 5;
  return replicas >= 3 ? 3 : 1;
}

/** Raft decides only with more than half of its voters; what keeps the others away is told before this. */
export const quorumLost: Cause<ServiceScene> = {
  code: 'quorum-lost',
  weight: 'symptom',
  find(service, scene) {
    const { cluster } = scene.observation;
    const workload = cluster?.workloads.find(
      ({ kind, name }) => kind === 'StatefulSet' && name === service.name,
    );
    if (service.role !== 'weaviate' || !cluster || !workload || workload.wanted < 2) return undefined;
    const voters = votersOf(workload.wanted);
    const needed = Math.floor(voters / 2) + 1;
    const up = podsOf(cluster, service.name).filter(({ name, containers }) => {
      const ordinal = Number(/-(\d+)$/.exec(name)?.[1]);
      return ordinal < voters && containers[0]?.state === 'running';
    });
    if (up.length >= needed || up.length === 0) return undefined;
    return {
      message: `Weaviate has lost its quorum: ${up.length} of ${voters} voting pods run, and ${needed} are needed`,
      cause:
        'Without more than half of the voters, Raft elects no leader: Weaviate says 503 and takes no changes of its schema.',
      suggestion: `${kubectl(scene, 'get pods -o wide')} shows which are missing: bring them back with their volumes, and never delete more than one at a time`,
    };
  },
};
