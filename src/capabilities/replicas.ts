import { type Capability, type Check, error } from './capability.ts';
import { type ConfigOf, number } from './option.ts';
import { FOR_HELM } from './targets.ts';

const options = {
  weaviate: {
    replicas: number({
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

/** How many nodes Weaviate has. */
export const replicas = {
  options,
  rules: [{ keys: ['weaviate.replicas'], check: replicaQuorum }],
} satisfies Capability<ReplicasConfig>;
