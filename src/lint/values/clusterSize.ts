import { votersOf } from '../../facts/raftVoters.ts';
import { at, isNothing, textOf } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';
import { enabledModules } from './enabledModules.ts';
import { variableEntry } from './weaviateVariables.ts';

/** Whether several pods vote in the cluster, or one; undefined if these values do not show it. */
export function clusterSizeOf(values: ChartValues): 'one' | 'several' | undefined {
  const replicas = at(values.root, 'replicas');
  const isWritten = !isNothing(replicas);
  const count = isWritten ? Number(textOf(replicas)) : 1;
  if (votersOf(count) > 1) return 'several';
  const joinsOthers = ['CLUSTER_JOIN', 'RAFT_JOIN'].some((name) => variableEntry(values, name) !== undefined);
  // Values that enable no module may be combined with others that set the number of replicas.
  return count === 1 && !joinsOthers && (isWritten || enabledModules(values).size > 0) ? 'one' : undefined;
}
