import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry } from '../weaviateVariables.ts';

export const replicationMissing: Rule<ChartValues> = {
  id: 'values-replication-missing',
  severity: 'info',
  summary: 'Weaviate has several replicas but no replication factor.',
  why: 'A collection that sets no replication factor has one copy, distributed over the pods: replicas spread the data but do not protect it. While a pod is down, searches silently omit its objects, and some writes fail.',
  fix: 'Set `env.REPLICATION_MINIMUM_FACTOR` to "3", or set `replicationConfig.factor` in every collection.',
  evidence:
    'Measured with Weaviate 1.38.11, three pods, one of them down: 7 of 12 objects are found and 2 of 12 writes fail with 500; with a factor of 3, all 12 and none',
  *check(values) {
    const replicas = at(values.root, 'replicas');
    if (!replicas || !(Number(textOf(replicas)) >= 3) || variableEntry(values, 'REPLICATION_MINIMUM_FACTOR'))
      return;
    yield {
      place: replicas.place,
      message: `${textOf(replicas)} replicas, but only one copy of each collection that sets no replication factor`,
    };
  },
};
