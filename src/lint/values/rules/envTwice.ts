import { at, entriesOf, type LocatedEntry, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { enabledModules, moveDefaultVectorizer } from '../enabledModules.ts';
import { variablesOfChart } from '../variablesOfChart.ts';

/** Variables that can be removed safely: the chart sets the value that was intended. */
const REMOVABLE = ['PERSISTENCE_DATA_PATH', 'CLUSTER_JOIN', 'ENABLE_MODULES'];

export const envTwice: Rule<ChartValues> = {
  id: 'values-env-twice',
  severity: 'error',
  summary: 'The chart sets a variable itself, or a variable is in both `env` and `envSecrets`.',
  why: 'The container then has the variable twice. Helm 4 uses server-side apply, which rejects the release: `env: duplicate entries for key`. With Helm 3 the last entry wins, which is the one of the chart: a module that only `ENABLE_MODULES` names is not enabled.',
  fix: 'Remove the variable, and use the key of the chart.',
  evidence:
    'Measured on Kubernetes 1.34, chart 17.8.3: helm 4.1.4 fails, helm 3.18.0 installs with both; templates/weaviateStatefulset.yaml',
  fixable: true,
  *check(values) {
    // null removes only defaults of the chart: a variable without a value still exists, and is empty.
    const chart = variablesOfChart(values);
    const plain = entriesOf(at(values.root, 'env'));
    const secret = entriesOf(at(values.root, 'envSecrets'));
    for (const [block, entries] of [
      ['env', plain],
      ['envSecrets', secret],
    ] as const)
      for (const [name, entry] of entries) {
        const from = chart.get(name);
        if (from !== undefined) yield duplicateProblem(values, `${block}.${name}`, name, entry, from);
        else if (block === 'env' && secret.has(name))
          yield {
            place: entry.key,
            message: `${name} is in both env and envSecrets: Helm 4 rejects the duplicate and Helm 3 uses the Secret`,
          };
      }
  },
};

function duplicateProblem(
  values: ChartValues,
  dotted: string,
  name: string,
  entry: LocatedEntry,
  from: string,
): Problem {
  const enabled = enabledModules(values);
  const modules = name === 'ENABLE_MODULES' ? (textOf(entry.value)?.split(',') ?? []) : [];
  const notEnabled = modules.map((one) => one.trim()).filter((one) => one !== '' && !enabled.has(one));
  const addition =
    notEnabled.length === 0
      ? ''
      : `; ${notEnabled.join(', ')} ${notEnabled.length === 1 ? 'is' : 'are'} not enabled`;
  return {
    place: entry.key,
    message: `${dotted} is also set by the chart, from ${from}: Helm 4 rejects the duplicate and Helm 3 ignores this entry${addition}`,
    ...(notEnabled.length > 0 && {
      suggestion: `set enabled: true for ${notEnabled.map((one) => `modules.${one}`).join(', ')}`,
    }),
    changes:
      name === 'DEFAULT_VECTORIZER_MODULE' && dotted.startsWith('env.')
        ? moveDefaultVectorizer(values)
        : REMOVABLE.includes(name) && notEnabled.length === 0
          ? [{ op: 'remove', path: entry.value.path }]
          : [],
  };
}
