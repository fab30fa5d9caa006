import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { votersNamedIn } from '../../../facts/raftVoters.ts';
import { hasReached, versionInTag } from '../../../formats/versionNumber.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { hasPlaceholders } from '../../weaviate/weaviateSettings.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const raftJoin: Rule<ChartValues> = {
  id: 'values-raft-join',
  severity: 'error',
  summary: 'RAFT_JOIN holds the name of no pod.',
  why: 'The pods are called weaviate-0, weaviate-1 and so on, and only nodes of the list elect a leader. Where none of them is in it, Weaviate lives and is never ready: `/v1/.well-known/ready` answers 503 for ever. Case and blanks count.',
  fix: 'Remove RAFT_JOIN: the chart writes the names of its pods.',
  evidence:
    'measured with Weaviate 1.38.11 and 1.39.3: a node that is not in RAFT_JOIN answers 503; measured with helm template, chart 17.8.3: the text is handed on as it is',
  *check(values) {
    const entry = variableEntry(values, 'RAFT_JOIN');
    const join = variableText(values, 'RAFT_JOIN');
    const version = versionInTag(textOf(at(values.root, 'image', 'tag')) ?? '');
    if (!entry || !join || hasPlaceholders(join)) return;
    if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.raft)) return;
    const name = variableEntry(values, 'CLUSTER_HOSTNAME');
    const own = variableText(values, 'CLUSTER_HOSTNAME');
    if (name && !own) return;
    const replicas = Number(textOf(at(values.root, 'replicas')) ?? '1');
    const isPod = (voter: string) => {
      if (own !== undefined) return voter === own;
      const [, number] = /^weaviate-(\d+)$/.exec(voter) ?? [];
      return number !== undefined && !(Number(number) >= replicas);
    };
    if (votersNamedIn(join, undefined).some(isPod)) return;
    yield {
      place: entry.value.place,
      message: `RAFT_JOIN of ${join} holds no pod of this release (${own ?? `weaviate-0${replicas > 1 ? ', …' : ''}`}): Weaviate is never ready`,
    };
  },
};
