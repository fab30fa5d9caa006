import type { Change } from '../../yaml/change.ts';
import { at, isNothing } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';
import { enabledModules } from './enabledModules.ts';
import { setValue } from './setValue.ts';
import { variable, variableText } from './weaviateVariables.ts';

const NAME = 'DEFAULT_VECTORIZER_MODULE';

/**
 * Takes `env.DEFAULT_VECTORIZER_MODULE` away, which the chart always writes itself, and gives its value to the key
 * that the chart takes it from. None where that is not certain: the variable does not count yet, and Weaviate exits
 * for a module that it does not have.
 */
export function moveDefaultVectorizer(values: ChartValues): Change[] {
  const entry = variable(values, NAME);
  const name = variableText(values, NAME)?.trim();
  if (!entry || name === undefined) return [];
  const remove: Change = { op: 'remove', path: entry.value.path };
  const written = !isNothing(at(values.root, 'modules', 'default_vectorizer_module'));
  if (written || name === 'none' || name === '') return [remove];
  return enabledModules(values).has(name)
    ? [setValue(values, ['modules', 'default_vectorizer_module'], name), remove]
    : [];
}
