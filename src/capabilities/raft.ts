import { MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import { RAFT_TIMEOUTS_VARIABLE } from '../facts/weaviateVariables.ts';
import { hasReached, versionInTag } from '../formats/versionNumber.ts';
import { type Capability, type Check, type TargetDetails, type Variable, warning } from './capability.ts';
import { setting, use, words } from './message.ts';
import { type ConfigOf, optionalNumberOption } from './option.ts';
import type { ReplicasConfig } from './replicas.ts';
import type { ServerConfig } from './server.ts';
import { FOR_HELM, type TargetsConfig } from './targets.ts';

const options = {
  weaviate: {
    raftTimeoutsMultiplier: optionalNumberOption({
      flag: '--raft-timeouts-multiplier',
      label: 'Raft timeouts',
      help: 'multiplies the Raft timeouts of Weaviate; if unset, 1 for a single node, and its default (5) for more',
      question: 'Multiplier of the Raft timeouts',
      example: 5,
      min: 1,
      max: 100,
    }),
  },
};

type Config = ConfigOf<typeof options> & ReplicasConfig & ServerConfig & TargetsConfig;

const shortTimeouts: Check<Config> = ({ targets, weaviate: { raftTimeoutsMultiplier, replicas } }) =>
  raftTimeoutsMultiplier === 1 && replicas > 1 && targets.includes(FOR_HELM.value)
    ? warning(
        'raft-timeouts-short',
        words`with ${setting('weaviate.raftTimeoutsMultiplier', 1)}, a heartbeat that is one second late makes the nodes elect a new leader`,
        'leave it out, so that several nodes keep the default of Weaviate (5)',
      )
    : undefined;

/**
 * At every start, a node waits for the heartbeat of a leader before it stands for election: 1 to 2 s times the
 * multiplier (weaviate cluster/store.go raftConfig, hashicorp/raft runFollower). A single node has no one to wait for.
 * It loses nothing later either: a leader that is the only voter always has the majority.
 */
function variable({ weaviate }: Config, { nodes }: TargetDetails): Variable[] {
  const { raftTimeoutsMultiplier: given, tag } = weaviate;
  const version = versionInTag(tag);
  const isSlow = version === undefined || hasReached(version, MINIMUM_VERSIONS.longRaftTimeouts);
  const value = given ?? (nodes === 1 && isSlow ? 1 : undefined);
  if (value === undefined) return [];
  const why =
    nodes === 1 && value === 1
      ? 'a single node has no heartbeats to wait for, so it elects itself at once; a cluster needs the default, 5'
      : 'multiplies how long the nodes wait for the Raft leader';
  return [{ name: RAFT_TIMEOUTS_VARIABLE, value: `${value}`, why }];
}

/** How long Weaviate waits for other nodes when it elects a leader. */
export const raft = {
  options,
  rules: [{ keys: ['weaviate.raftTimeoutsMultiplier', 'weaviate.replicas'], check: shortTimeouts }],
  owned: { [RAFT_TIMEOUTS_VARIABLE]: words`${use('weaviate.raftTimeoutsMultiplier')}` },
  variables: variable,
} satisfies Capability<Config>;
