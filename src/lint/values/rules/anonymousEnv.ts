import { isOn } from '../../../facts/weaviateVariables.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { hasAuthMethod } from '../authentication.ts';
import { type ChartValues, setValue } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';
import { hasCustomConfig, variableEntry, variableText } from '../weaviateVariables.ts';

const ANONYMOUS_ACCESS = ['authentication', 'anonymous_access', 'enabled'];

export const anonymousEnv: Rule<ChartValues> = {
  id: 'values-anonymous-env',
  severity: 'error',
  summary: 'A variable disables anonymous access, but it stays enabled.',
  why: 'The chart writes `anonymous_access.enabled: true` into conf.yaml by default, and the variable can only enable anonymous access, not disable it: the database stays open to everyone.',
  fix: 'Set `authentication.anonymous_access.enabled` to false, and configure API keys.',
  evidence: 'weaviate usecases/config/environment.go:306; measured with helm template: conf.yaml keeps true',
  fixable: true,
  *check(values) {
    const name = 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED';
    const entry = variableEntry(values, name);
    const text = variableText(values, name);
    if (!entry || text === undefined || isOn(text) || hasCustomConfig(values)) return;
    if (!isTruthy(at(values.root, ...ANONYMOUS_ACCESS), true)) return;
    yield {
      place: entry.key,
      message: `env.${name} is ${text}, but conf.yaml of the chart keeps anonymous access enabled`,
      // Without another authentication method, Weaviate would enable it again.
      changes: hasAuthMethod(values) ? [setValue(values, ANONYMOUS_ACCESS, false)] : [],
    };
  },
};
