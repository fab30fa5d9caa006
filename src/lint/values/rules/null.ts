import { CHART_MODULES } from '../../../facts/chartModules.ts';
import { at, entriesOf, entryAt, isNothing, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { deployedBindModule } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';

/** Blocks and values without which rendering fails: each was tried. */
const REQUIRED_KEYS = [
  'image',
  'initContainers',
  'initContainers.sysctlInitContainer',
  'initContainers.sysctlInitContainer.image',
  'initContainers.ensureFileOwnershipContainer',
  'replicas',
  'storage',
  'service',
  'grpcService',
  'mcp',
  'startupProbe',
  'livenessProbe',
  'livenessProbe.probeType',
  'livenessProbe.probe',
  'readinessProbe',
  'readinessProbe.probeType',
  'readinessProbe.probe',
  'namespaces',
  'env',
  'offload',
  'offload.s3',
  'usage',
  'usage.gcs',
  'usage.s3',
  'backups',
  'backups.filesystem',
  'backups.s3',
  'backups.gcs',
  'backups.azure',
  'collectionExport',
  'modules',
  'modules.default_vectorizer_module',
  'custom_config_map',
  'runtime_overrides',
  'podDisruptionBudgets',
  'podDisruptionBudgets.multi2vec-bind',
];

const REQUIRED_BIND_KEYS = ['tag', 'livenessProbe', 'readinessProbe', 'envconfig'];

export const nullValue: Rule<ChartValues> = {
  id: 'values-null',
  severity: 'error',
  summary: 'A key has no value, which removes a default that a template needs.',
  why: 'In Helm, null removes the defaults of the chart, and `env:` with only comments below it is null. The template then fails with `nil pointer evaluating …` or `index of nil pointer`.',
  fix: 'Remove the key, or write an empty map `{}` (an empty list `[]` for a list), which keeps the defaults.',
  evidence: 'Measured with helm template 3.18.0 and 4.1.4, chart 17.8.3, key by key',
  fixable: true,
  partOfAdd: 'in the block of the module',
  *check(values) {
    for (const dotted of REQUIRED_KEYS) {
      const path = dotted.split('.');
      const entry = entryAt(at(values.root, ...path.slice(0, -1)), path.at(-1) ?? '');
      if (entry) yield* nullProblem(entry, dotted);
    }
    // Both Services are load balancers by default, for which the template counts the ranges.
    for (const name of ['service', 'grpcService']) {
      const service = at(values.root, name);
      const entry = entryAt(service, 'loadBalancerSourceRanges');
      if (entry && (textOf(at(service, 'type')) ?? 'LoadBalancer') === 'LoadBalancer')
        yield* nullProblem(entry, `${name}.loadBalancerSourceRanges`);
    }
    for (const [name, entry] of entriesOf(at(values.root, 'modules')))
      if (CHART_MODULES.has(name)) yield* nullProblem(entry, `modules.${name}`);
    for (const key of REQUIRED_BIND_KEYS) {
      const entry = entryAt(deployedBindModule(values), key);
      if (entry) yield* nullProblem(entry, `modules.multi2vec-bind.${key}`);
    }
  },
};

function* nullProblem(
  { key, value }: { readonly key: Problem['place']; readonly value: Parameters<typeof isNothing>[0] },
  dotted: string,
): Generator<Problem> {
  if (!value || !isNothing(value)) return;
  yield {
    place: key,
    message: `${dotted} has no value, which removes its defaults: Helm cannot render the chart`,
    changes: [{ op: 'remove', path: value.path }],
  };
}
