import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { hasReached, versionInTag } from '../../../formats/versionNumber.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const valuesClusterHostname: Rule<ChartValues> = {
  id: 'values-cluster-hostname',
  severity: 'error',
  summary: '`CLUSTER_HOSTNAME` overrides the names of the pods.',
  why: 'The chart sets `RAFT_JOIN` to the names of its pods (weaviate-0 and so on), and each node is named after its pod. With another name, no node finds itself in that list: Weaviate is live but never ready. Compose needs this variable; the chart does not, although the Weaviate documentation for Kubernetes shows it.',
  fix: 'Remove `CLUSTER_HOSTNAME`.',
  evidence:
    'Measured with Weaviate 1.38.11: with RAFT_JOIN=weaviate-0 the name weaviate-0 is ready, node-1 returns 503; templates/_helpers.tpl raft_configuration',
  fixable: true,
  *check(values) {
    const entry = variableEntry(values, 'CLUSTER_HOSTNAME');
    const name = variableText(values, 'CLUSTER_HOSTNAME');
    if (!entry || name === undefined || name === '' || variableEntry(values, 'RAFT_JOIN')) return;
    const version = versionInTag(textOf(at(values.root, 'image', 'tag')) ?? '');
    if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.raft)) return;
    const isSingle = (textOf(at(values.root, 'replicas')) ?? '1') === '1';
    if (isSingle && name === 'weaviate-0') return;
    yield {
      place: entry.key,
      message: `CLUSTER_HOSTNAME is ${name}, but RAFT_JOIN lists the names of the pods: Weaviate never becomes ready`,
      changes: [{ op: 'remove', path: entry.value.path }],
    };
  },
};
