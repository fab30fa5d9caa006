import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry } from '../weaviateVariables.ts';

export const replicationMissing: Rule<ChartValues> = {
  id: 'values-replication-missing',
  severity: 'info',
  summary: 'Several replicas, and nothing that asks for copies of the data.',
  why: 'A collection that names no replication factor has one copy, cut over the pods: replicas spread the data and do not protect it. While a pod is away, searches leave out what it holds and say nothing, and some writes fail.',
  fix: 'Set env.REPLICATION_MINIMUM_FACTOR to "3"; or let every collection name its replicationConfig.factor.',
  evidence:
    'measured with Weaviate 1.38.11, three pods, one of them away: 7 of 12 objects are found and 2 of 12 writes fail with 500; with a factor of 3, all 12 and none',
  *check(values) {
    const replicas = at(values.root, 'replicas');
    if (!replicas || !(Number(textOf(replicas)) >= 3) || variableEntry(values, 'REPLICATION_MINIMUM_FACTOR'))
      return;
    yield {
      place: replicas.place,
      message: `${textOf(replicas)} replicas, and one copy of each collection that does not ask for more`,
    };
  },
};
