import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { votersNamedIn } from '../../../facts/raftVoters.ts';
import { hasReached, versionInTag } from '../../../formats/versionNumber.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { hasPlaceholders } from '../../weaviate/weaviateSettings.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const valuesRaftJoin: Rule<ChartValues> = {
  id: 'values-raft-join',
  severity: 'error',
  summary: '`RAFT_JOIN` names no pod of the release.',
  why: 'The pods are named weaviate-0, weaviate-1 and so on, and only nodes in the list elect a leader. If none of them is in it, Weaviate is live but never ready: `/v1/.well-known/ready` always returns 503. Case and spaces matter.',
  fix: 'Remove `RAFT_JOIN`: the chart sets it to the names of its pods.',
  evidence:
    'Measured with Weaviate 1.38.11 and 1.39.3: a node that is not in RAFT_JOIN returns 503; measured with helm template, chart 17.8.3: the value is passed on unchanged',
  *check(values) {
    const entry = variableEntry(values, 'RAFT_JOIN');
    const join = variableText(values, 'RAFT_JOIN');
    const version = versionInTag(textOf(at(values.root, 'image', 'tag')) ?? '');
    if (!entry || !join || hasPlaceholders(join)) return;
    if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.raft)) return;
    const hostnameEntry = variableEntry(values, 'CLUSTER_HOSTNAME');
    const hostname = variableText(values, 'CLUSTER_HOSTNAME');
    if (hostnameEntry && !hostname) return;
    const replicas = Number(textOf(at(values.root, 'replicas')) ?? '1');
    const isPod = (voter: string) => {
      if (hostname !== undefined) return voter === hostname;
      const [, number] = /^weaviate-(\d+)$/.exec(voter) ?? [];
      return number !== undefined && !(Number(number) >= replicas);
    };
    if (votersNamedIn(join, undefined).some(isPod)) return;
    yield {
      place: entry.value.place,
      message: `RAFT_JOIN is ${join}, which names no pod of this release (${hostname ?? `weaviate-0${replicas > 1 ? ', …' : ''}`}): Weaviate never becomes ready`,
    };
  },
};
