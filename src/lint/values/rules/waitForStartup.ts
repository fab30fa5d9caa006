import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry } from '../weaviateVariables.ts';

export const waitForStartup: Rule<ChartValues> = {
  id: 'values-wait-for-startup',
  severity: 'warning',
  summary: '`BIND_WAIT_FOR_STARTUP` does not exist.',
  why: 'Eight other modules have a variable of this kind; multi2vec-bind waits for its inference server in every version, 120 s at most, and ends Weaviate after that.',
  fix: 'Remove it, and let an init container of Weaviate wait for the server (initContainers.extraInitContainers).',
  evidence:
    'weaviate/weaviate: of the *_WAIT_FOR_STARTUP variables none is of bind; feature request weaviate#6048',
  fixable: true,
  *check(values) {
    const entry = variableEntry(values, 'BIND_WAIT_FOR_STARTUP');
    if (!entry) return;
    const message = 'BIND_WAIT_FOR_STARTUP does not exist: multi2vec-bind always waits, for 120 s at most';
    yield { place: entry.key, message, changes: [{ op: 'remove', path: entry.value.path }] };
  },
};
