import { at, isNothing, textOf } from '../../yaml/located.ts';
import type { ComposeProject, ComposeService } from './project.ts';
import { isKnownUnset, variable, weaviatesOf } from './roles.ts';

/** Whether a service certainly runs as one container. */
function hasOneContainer({ map }: ComposeService): boolean {
  const numbers = [at(map, 'scale'), at(map, 'deploy', 'replicas')];
  return (
    isNothing(at(map, 'deploy', 'mode')) && numbers.every((one) => isNothing(one) || textOf(one) === '1')
  );
}

/** Whether several nodes vote in the cluster of this Weaviate, or one; undefined if the files do not show it. */
export function clusterSizeOf(
  project: ComposeProject,
  service: ComposeService,
): 'one' | 'several' | undefined {
  const expected = variable(service, 'RAFT_BOOTSTRAP_EXPECT');
  if (Number(expected?.value) > 1) return 'several';
  const isAlone =
    weaviatesOf(project).length === 1 &&
    !project.incomplete &&
    hasOneContainer(service) &&
    isKnownUnset(service, 'CLUSTER_JOIN') &&
    isKnownUnset(service, 'RAFT_JOIN') &&
    (expected ? expected.value === '1' : isKnownUnset(service, 'RAFT_BOOTSTRAP_EXPECT'));
  return isAlone ? 'one' : undefined;
}
