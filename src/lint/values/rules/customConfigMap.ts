import { at, entriesOf, type Located } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';
import { hasCustomConfig } from '../weaviateVariables.ts';

/** Whether a block differs from the defaults of the chart. */
function differsFromDefault(block: string, located: Located): boolean {
  if (block === 'query_defaults') return entriesOf(located).size > 0;
  const switches = [...entriesOf(located)].map(([name, { value }]) => [name, at(value, 'enabled')] as const);
  return switches.some(
    ([name, enabled]) => isTruthy(enabled, name === 'anonymous_access') !== (name === 'anonymous_access'),
  );
}

export const customConfigMap: Rule<ChartValues> = {
  id: 'values-custom-config-map',
  severity: 'error',
  summary: 'A custom ConfigMap replaces settings that the values contain.',
  why: 'With `custom_config_map.enabled` the chart writes no conf.yaml: `authentication`, `authorization` and `query_defaults` from the values never reach Weaviate, and the database may be open.',
  fix: 'Move these settings to the ConfigMap, or set `custom_config_map.enabled` to false.',
  evidence: 'Measured with helm template; weaviate-helm 17.8.3 templates/weaviateConfigMap.yaml:1',
  *check(values) {
    if (!hasCustomConfig(values)) return;
    for (const block of ['authentication', 'authorization', 'query_defaults']) {
      const entry = entriesOf(values.root).get(block);
      if (!entry || !differsFromDefault(block, entry.value)) continue;
      yield {
        place: entry.key,
        severity: block === 'query_defaults' ? 'warning' : 'error',
        message: `${block} has no effect: with custom_config_map enabled, the chart writes no conf.yaml`,
      };
    }
  },
};
