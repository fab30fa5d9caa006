import { isOn } from '../../../facts/weaviateVariables.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { hasAuthMethod } from '../authentication.ts';
import type { ChartValues } from '../chartValues.ts';
import { setValue } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';
import { hasCustomConfig, variableEntry, variableText } from '../weaviateVariables.ts';

const ANONYMOUS_ACCESS = ['authentication', 'anonymous_access', 'enabled'];

export const anonymousEnv: Rule<ChartValues> = {
  id: 'values-anonymous-env',
  severity: 'error',
  summary: 'Anonymous access is switched off by a variable, and stays on.',
  why: 'The chart writes `anonymous_access.enabled: true` into conf.yaml unless the values say otherwise, and the variable can only switch it on: the database is open to everyone.',
  fix: 'Set authentication.anonymous_access.enabled to false, and give keys.',
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
      message: `env.${name} of ${text} has no effect: conf.yaml of the chart keeps anonymous access on`,
      // Where there is no other way to sign in, Weaviate would switch it on again.
      changes: hasAuthMethod(values) ? [setValue(values, ANONYMOUS_ACCESS, false)] : [],
    };
  },
};
