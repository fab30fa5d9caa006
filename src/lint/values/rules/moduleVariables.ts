import { chartBlock } from '../../../facts/chartModules.ts';
import { missingVariables } from '../../../facts/weaviateModules.ts';
import { at, entriesOf, type Located } from '../../../yaml/located.ts';
import type { Place } from '../../../yaml/source.ts';
import type { Rule } from '../../rule.ts';
import { nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { enabledModules, modulesFromVariable } from '../enabledModules.ts';
import { isTruthy } from '../helmValue.ts';
import { variablesOfChart } from '../variablesOfChart.ts';

/** The value that overrides a default of the chart: `backups.s3.envconfig.BACKUP_S3_BUCKET`. */
function envconfigValue(values: ChartValues, module: string, name: string): Located | undefined {
  const block = chartBlock(module);
  return block === undefined ? undefined : at(values.root, ...block.split('.'), 'envconfig', name);
}

export const valuesModuleVariables: Rule<ChartValues> = {
  id: 'values-module-variables',
  severity: 'error',
  summary: 'A module is enabled without the variables that it needs.',
  why: 'Weaviate exits at startup: `required variable TRANSFORMERS_QUERY_INFERENCE_API is not set`, `AZURE_STORAGE_ACCOUNT must be set`. The chart sets most of these variables from the block of the module.',
  fix: 'Complete the block of the module, or set the variable under `env` or `envSecrets`.',
  evidence:
    'Measured with Weaviate 1.38.14 and 1.39.3, one module at a time: exit code 1; chart 17.8.3 templates/weaviateStatefulset.yaml',
  *check(values) {
    const chartVariables = variablesOfChart(values);
    const secrets = entriesOf(at(values.root, 'envSecrets'));
    const isSetFor = (module: string) => (name: string) => {
      if (secrets.has(name)) return true;
      const located = envconfigValue(values, module, name) ?? at(values.root, 'env', name);
      return located === undefined
        ? chartVariables.has(name) || isInConfigFile(values, name)
        : isTruthy(located);
    };
    const fromVariable = modulesFromVariable(values);
    for (const module of [...enabledModules(values), ...(fromVariable?.modules ?? [])])
      for (const { text } of missingVariables([module], isSetFor(module)))
        yield {
          place: placeOfModule(values, module) ?? fromVariable?.located.place ?? values.start,
          message: `${module} is enabled without ${text}: Weaviate exits at startup`,
        };
  },
};

/** Whether conf.yaml may set the variable: the chart writes the address of its contextionary there. */
function isInConfigFile({ root }: ChartValues, name: string): boolean {
  const hasCustomConfigMap = isTruthy(at(root, 'custom_config_map', 'enabled'));
  return (
    name === 'CONTEXTIONARY_URL' &&
    (hasCustomConfigMap || isTruthy(at(root, 'modules', 'text2vec-contextionary', 'enabled')))
  );
}

function placeOfModule(values: ChartValues, module: string): Place | undefined {
  const path = chartBlock(module)?.split('.') ?? ['modules', module];
  return at(values.root, ...path) && nearestPlace(values, ...path);
}
