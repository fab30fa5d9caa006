import { at, textOf } from '../../../yaml/located.ts';
import { looksLikeBindKey } from '../../moduleNames.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { enabledModules } from '../enabledModules.ts';
import { SELF_HOSTED_MODULES } from '../moduleSchemas.ts';
import { variableText } from '../weaviateVariables.ts';

export const valuesDefaultVectorizer: Rule<ChartValues> = {
  id: 'values-default-vectorizer',
  severity: 'error',
  summary: 'The default vectorizer is a module that is not enabled.',
  why: 'Weaviate exits at startup: `default vectorizer module: no module with name … present`. Since 1.33, modules that call an external API are always enabled; modules that need their own inference server are not.',
  fix: 'Enable the module, or set `default_vectorizer_module` to none.',
  evidence: 'Measured with Weaviate 1.38.11: exit code 1; usecases/config/config_handler.go:790',
  *check(values) {
    const located = at(values.root, 'modules', 'default_vectorizer_module');
    const name = textOf(located)?.trim();
    if (!located || name === undefined) return;
    if (!SELF_HOSTED_MODULES.includes(name) && !looksLikeBindKey(name)) return;
    const enabled = enabledModules(values);
    // If the chart enables no module, it does not write ENABLE_MODULES, and the one in env is used.
    const byVariable = variableText(values, 'ENABLE_MODULES')
      ?.split(',')
      .map((one) => one.trim());
    if (enabled.has(name) || (enabled.size === 0 && byVariable?.includes(name))) return;
    yield {
      place: located.place,
      message: `default_vectorizer_module is ${name}, which is not enabled: Weaviate exits at startup`,
    };
  },
};
