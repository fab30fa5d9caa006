import { at, textOf } from '../../../yaml/located.ts';
import { looksLikeBindKey } from '../../moduleNames.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { enabledModules } from '../enabledModules.ts';
import { SELF_HOSTED_MODULES } from '../moduleSchemas.ts';
import { variableText } from '../weaviateVariables.ts';

export const defaultVectorizer: Rule<ChartValues> = {
  id: 'values-default-vectorizer',
  severity: 'error',
  summary: 'The default vectorizer is a module that Weaviate does not get.',
  why: 'Weaviate ends at once: `default vectorizer module: no module with name … present`. Modules that call a service elsewhere are all present since 1.33, those with a server of their own are not.',
  fix: 'Enable the module, or set default_vectorizer_module to none.',
  evidence: 'measured with Weaviate 1.38.11: exit 1; usecases/config/config_handler.go:790',
  *check(values) {
    const located = at(values.root, 'modules', 'default_vectorizer_module');
    const name = textOf(located)?.trim();
    if (!located || name === undefined) return;
    if (!SELF_HOSTED_MODULES.includes(name) && !looksLikeBindKey(name)) return;
    const enabled = enabledModules(values);
    // The chart writes no ENABLE_MODULES where it enables nothing, and then that of env counts.
    const byVariable = variableText(values, 'ENABLE_MODULES')
      ?.split(',')
      .map((one) => one.trim());
    if (enabled.has(name) || (enabled.size === 0 && byVariable?.includes(name))) return;
    yield {
      place: located.place,
      message: `default_vectorizer_module is ${name}, which is not enabled: Weaviate ends at once`,
    };
  },
};
