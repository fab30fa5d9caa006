import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry } from '../weaviateVariables.ts';

export const waitForStartup: Rule<ChartValues> = {
  id: 'values-wait-for-startup',
  severity: 'warning',
  summary: '`BIND_WAIT_FOR_STARTUP` does not exist.',
  why: 'Eight other modules have such a variable. multi2vec-bind always waits for its inference server, for 120 s at most, and then Weaviate exits.',
  fix: 'Remove the variable, and make an init container of Weaviate wait for the server (`initContainers.extraInitContainers`).',
  evidence:
    'weaviate/weaviate: none of the *_WAIT_FOR_STARTUP variables belongs to multi2vec-bind; feature request weaviate#6048',
  fixable: true,
  *check(values) {
    const entry = variableEntry(values, 'BIND_WAIT_FOR_STARTUP');
    if (!entry) return;
    const message = 'BIND_WAIT_FOR_STARTUP does not exist: multi2vec-bind always waits, for 120 s at most';
    yield { place: entry.key, message, changes: [{ op: 'remove', path: entry.value.path }] };
  },
};
