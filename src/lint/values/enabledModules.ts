import type { Change } from '../../yaml/change.ts';
import { at, entriesOf, isNothing, type Located } from '../../yaml/located.ts';
import { type ChartValues, setValue } from './chartValues.ts';
import { isTruthy } from './helmValue.ts';
import { SELF_HOSTED_MODULES } from './moduleSchemas.ts';
import { variableEntry, variableText } from './weaviateVariables.ts';

/** The modules that the chart adds to ENABLE_MODULES (templates/_helpers.tpl, `enabled_modules`). */
export function enabledModules({ root }: ChartValues): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [name, { value }] of entriesOf(at(root, 'modules'))) {
    const isExternal = SELF_HOSTED_MODULES.includes(name) && isTruthy(at(value, 'inferenceUrl'));
    const parts = [...entriesOf(at(value, 'passageQueryServices')).values()];
    const inParts = parts.some((part) =>
      ['enabled', 'inferenceUrl'].some((key) => isTruthy(at(part.value, key))),
    );
    if (isTruthy(at(value, 'enabled')) || isExternal || inParts) found.add(name);
  }
  for (const [block, prefix] of [
    ['backups', 'backup'],
    ['offload', 'offload'],
    ['usage', 'usage'],
  ] as const)
    for (const [name, { value }] of entriesOf(at(root, block)))
      if (isTruthy(at(value, 'enabled'))) found.add(`${prefix}-${name}`);
  return found;
}

/**
 * The modules that `env.ENABLE_MODULES` names. Undefined if a key of the chart enables a module: then the chart
 * sets the variable itself.
 */
export function modulesFromVariable(
  values: ChartValues,
): { readonly modules: readonly string[]; readonly located: Located } | undefined {
  const located = variableEntry(values, 'ENABLE_MODULES')?.value;
  const text = variableText(values, 'ENABLE_MODULES');
  if (!located || text === undefined || enabledModules(values).size > 0) return undefined;
  const names = text.split(',').map((name) => name.trim());
  return { modules: [...new Set(names.filter(Boolean))], located };
}

const DEFAULT_VECTORIZER = 'DEFAULT_VECTORIZER_MODULE';

/**
 * Removes `env.DEFAULT_VECTORIZER_MODULE`, which the chart always sets itself, and moves its value to
 * `modules.default_vectorizer_module`. No changes if the module is not enabled: the variable had no effect so far,
 * and with the key Weaviate would exit.
 */
export function moveDefaultVectorizer(values: ChartValues): Change[] {
  const entry = variableEntry(values, DEFAULT_VECTORIZER);
  const name = variableText(values, DEFAULT_VECTORIZER)?.trim();
  if (!entry || name === undefined) return [];
  const remove: Change = { op: 'remove', path: entry.value.path };
  const isKeySet = !isNothing(at(values.root, 'modules', 'default_vectorizer_module'));
  if (isKeySet || name === 'none' || name === '') return [remove];
  return enabledModules(values).has(name)
    ? [setValue(values, ['modules', 'default_vectorizer_module'], name), remove]
    : [];
}
