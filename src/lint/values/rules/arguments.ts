import { at, entriesOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';
import { customArguments, hasCustomConfig } from '../weaviateVariables.ts';

/** Whether conf.yaml holds settings that would be lost without `--config-file`. */
function needsConfig(values: ChartValues): boolean {
  const { root } = values;
  if (hasCustomConfig(values)) return true;
  if (!isTruthy(at(root, 'authentication', 'anonymous_access', 'enabled'), true)) return true;
  const methods = [...entriesOf(at(root, 'authentication'))].filter(([name]) => name !== 'anonymous_access');
  const switches = [...methods, ...entriesOf(at(root, 'authorization'))];
  return switches.some(([, { value }]) => isTruthy(at(value, 'enabled')));
}

export const missingArguments: Rule<ChartValues> = {
  id: 'values-arguments',
  severity: 'error',
  summary: 'Custom arguments for Weaviate lack one that the chart sets.',
  why: '`args` replaces the whole list of the chart. Without `--config-file`, Weaviate reads no conf.yaml: authentication and authorization from the values have no effect, and the database is open. Without `--host` it listens on localhost only, and without `--port` on a random port, so its probes fail.',
  fix: 'Start with the arguments of the chart: `--host 0.0.0.0 --port 8080 --scheme http --config-file /weaviate-config/conf.yaml`.',
  evidence:
    'weaviate-helm 17.8.3 values.yaml: args; Helm replaces lists as a whole; weaviate adapters/handlers/rest/server.go:80-110',
  *check(values) {
    const custom = customArguments(values);
    if (!custom) return;
    const place = entriesOf(values.root).get('args')?.key ?? custom.located.place;
    const consequences = {
      host: 'Weaviate listens on localhost only',
      port: 'Weaviate listens on a random port',
      scheme: 'Weaviate requires a TLS certificate',
      ...(needsConfig(values) && {
        'config-file': 'Weaviate reads no conf.yaml, so authentication and authorization have no effect',
      }),
    };
    for (const [flag, consequence] of Object.entries(consequences)) {
      if (new RegExp(`--${flag}\\b`).test(custom.text)) continue;
      yield {
        place,
        message: `args replaces the arguments of the chart but lacks --${flag}: ${consequence}`,
      };
    }
  },
};
