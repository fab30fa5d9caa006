import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const replicationFactor: Rule<ChartValues> = {
  id: 'values-replication-factor',
  severity: 'error',
  summary: 'The minimum replication factor is higher than the number of replicas.',
  why: '`REPLICATION_MINIMUM_FACTOR` is greater than `replicas`. Weaviate starts, but no collection can be created: `could not find enough weaviate nodes for replication`.',
  fix: 'Set `REPLICATION_MINIMUM_FACTOR` to the number of replicas or less.',
  evidence: 'Measured with Weaviate 1.38.11: 422 for every collection, with any factor',
  *check(values) {
    const entry = variableEntry(values, 'REPLICATION_MINIMUM_FACTOR');
    const factor = Number(variableText(values, 'REPLICATION_MINIMUM_FACTOR') ?? Number.NaN);
    const replicas = Number(textOf(at(values.root, 'replicas')) ?? '1');
    if (!entry || !(factor > replicas)) return;
    yield {
      place: entry.value.place,
      message: `REPLICATION_MINIMUM_FACTOR is ${factor} with ${replicas === 1 ? '1 replica' : `${replicas} replicas`}: no collection can be created`,
    };
  },
};
