import { isOn } from '../../../facts/weaviateVariables.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { hasAuthMethod } from '../authentication.ts';
import { nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';
import { hasCustomConfig, variableText } from '../weaviateVariables.ts';

const ANONYMOUS_ACCESS = ['authentication', 'anonymous_access', 'enabled'];

export const noAuthentication: Rule<ChartValues> = {
  id: 'values-no-authentication',
  severity: 'error',
  summary: 'Anonymous access is switched off, and there is no other way to sign in.',
  why: 'Where neither API keys nor OIDC nor users of the database are on, Weaviate switches anonymous access on again, without a word: the database is open to everyone.',
  fix: 'Set env.AUTHENTICATION_APIKEY_ENABLED to "true", with AUTHENTICATION_APIKEY_USERS, and the keys under envSecrets.',
  evidence:
    'measured with Weaviate 1.38.11: /v1/schema answers 200 without a key; usecases/config/environment.go: AnyAuthMethodSelected',
  *check(values) {
    const written = at(values.root, ...ANONYMOUS_ACCESS);
    if (!written || isTruthy(written) || hasCustomConfig(values) || hasAuthMethod(values)) return;
    if (isOn(variableText(values, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED'))) return;
    yield {
      place: nearestPlace(values, ...ANONYMOUS_ACCESS),
      message:
        'anonymous access is off and nothing else is on: Weaviate switches it on again, and the database is open',
    };
  },
};
