import { type Capability, type Check, error, type Variable } from './capability.ts';
import type { EnvironmentConfig } from './environment.ts';
import { use, words } from './message.ts';
import { type ConfigOf, numberOption } from './option.ts';
import { FOR_HELM } from './targets.ts';

const options = {
  weaviate: {
    replicas: numberOption({
      flag: '--replicas',
      help: 'number of Weaviate nodes: 1, or 3 or more (with 2, Raft tolerates no failure)',
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
        words`${use('weaviate.replicas', 1)}, or 3 or more`,
      )
    : undefined;

/** With this many copies, two can still agree if one pod of three is down. */
const REPLICATION_FACTOR = 3;

/**
 * A disruption budget that allows one pod at a time to be evicted, so Raft keeps its majority. Undefined for a single
 * pod: with a budget, its node could never be drained.
 */
export function disruptionBudget(pods: number): object | undefined {
  return pods > 1 ? { enabled: true, spec: { minAvailable: pods - 1 } } : undefined;
}

/**
 * Only needed in a cluster. Without it, a collection has one copy, split across the pods (measured on 1.38.11 with three
 * pods, one of them down: a search found 7 of 12 objects without reporting an error, and some writes failed with 500;
 * with three copies it found 12, and every write succeeded). Existing collections keep the number of copies they have.
 */
function replicationVariable({
  weaviate: { replicas: pods, env },
}: ReplicasConfig & EnvironmentConfig): Variable[] {
  const name = 'REPLICATION_MINIMUM_FACTOR';
  if (pods < REPLICATION_FACTOR || name in env) return [];
  const why =
    'new collections have a copy on three pods: with one copy, the data of a pod that is down is missing';
  return [{ name, value: `${REPLICATION_FACTOR}`, why }];
}

/** Copies of each object of a new collection. */
export function copiesOf({ weaviate: { replicas: pods, env } }: ReplicasConfig & EnvironmentConfig): number {
  const minimum = Number(
    env['REPLICATION_MINIMUM_FACTOR'] ?? (pods < REPLICATION_FACTOR ? 1 : REPLICATION_FACTOR),
  );
  return Number.isInteger(minimum) && minimum >= 1 ? Math.min(minimum, pods) : 1;
}

/** The number of Weaviate nodes. */
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
