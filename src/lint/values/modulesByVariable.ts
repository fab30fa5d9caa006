import type { Located } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';
import { enabledModules } from './enabledModules.ts';
import { variable, variableText } from './weaviateVariables.ts';

/**
 * The modules that `env.ENABLE_MODULES` names, where it counts: the chart writes the variable itself as soon as its
 * own keys enable a module.
 */
export function modulesByVariable(
  values: ChartValues,
): { readonly modules: readonly string[]; readonly located: Located } | undefined {
  const located = variable(values, 'ENABLE_MODULES')?.value;
  const text = variableText(values, 'ENABLE_MODULES');
  if (!located || text === undefined || enabledModules(values).size > 0) return undefined;
  const names = text.split(',').map((name) => name.trim());
  return { modules: [...new Set(names.filter(Boolean))], located };
}
