import { type Capability, type Check, error, type Variable } from './capability.ts';
import type { EnvironmentConfig } from './environment.ts';
import { type ConfigOf, numberOption } from './option.ts';
import { FOR_HELM } from './targets.ts';

const options = {
  weaviate: {
    replicas: numberOption({
      flag: '--replicas',
      help: 'Weaviate nodes: 1, or 3 and more (2 nodes tolerate no failure under Raft)',
      default: 1,
      min: 1,
      max: 100,
      when: FOR_HELM,
    }),
  },
};

export type ReplicasConfig = ConfigOf<typeof options>;

const replicaQuorum: Check<ReplicasConfig> = ({ weaviate: { replicas } }) =>
  replicas === 2
    ? error(
        'two-replicas',
        'two Weaviate nodes tolerate no failure: Raft needs a majority, and a majority of two is both',
        'use --replicas 1, or 3 and more',
      )
    : undefined;

/** From so many pods on, each object can have copies that vote: with one of three pods away two agree. */
const REPLICATION_FACTOR = 3;

/**
 * A budget that lets one pod at a time be evicted, where there is another to take over; Raft keeps its majority.
 * A single pod gets none: its node could never be drained.
 */
export function disruptionBudget(pods: number): object | undefined {
  return pods > 1 ? { enabled: true, spec: { minAvailable: pods - 1 } } : undefined;
}

/**
 * What only a cluster needs. Without it a collection has one copy, cut over the pods (measured with 1.38.11, three
 * pods and one of them away: a search found 7 of 12 objects and said nothing, and some writes failed with 500; with
 * three copies it found 12, and every write succeeded). Collections that exist keep the copies that they have.
 */
function replicationVariable({
  weaviate: { replicas: pods, env },
}: ReplicasConfig & EnvironmentConfig): Variable[] {
  const name = 'REPLICATION_MINIMUM_FACTOR';
  if (pods < REPLICATION_FACTOR || name in env) return [];
  const why =
    'a new collection has a copy on three pods: with one copy, a pod that is away takes its part along';
  return [{ name, value: `${REPLICATION_FACTOR}`, why }];
}

/** How many nodes Weaviate has. */
export const replicas = {
  options,
  rules: [{ keys: ['weaviate.replicas'], check: replicaQuorum }],
  chart: (config) => {
    const budget = disruptionBudget(config.weaviate.replicas);
    return {
      variables: replicationVariable(config),
      values: {
        replicas: config.weaviate.replicas,
        ...(budget && { podDisruptionBudgets: { weaviate: budget } }),
      },
    };
  },
} satisfies Capability<ReplicasConfig & EnvironmentConfig>;
