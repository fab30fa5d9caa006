import { at } from '../../documents/located.ts';
import { placeOf } from '../../documents/values/bindModule.ts';
import type { ChartValues } from '../../documents/values/chartValues.ts';
import { isTruthy } from '../../documents/values/helmValue.ts';
import { canSignIn, hasOwnConfig, variableText } from '../../documents/values/weaviateVariables.ts';
import { isOn } from '../../stack/weaviateSwitch.ts';
import type { Rule } from '../rule.ts';

const SWITCH = ['authentication', 'anonymous_access', 'enabled'];

export const noAuthentication: Rule<ChartValues> = {
  id: 'values-no-authentication',
  severity: 'error',
  summary: 'Anonymous access is switched off, and there is no other way to sign in.',
  why: 'Where neither API keys nor OIDC nor users of the database are on, Weaviate switches anonymous access on again, without a word: the database is open to everyone.',
  fix: 'Set env.AUTHENTICATION_APIKEY_ENABLED to "true", with AUTHENTICATION_APIKEY_USERS, and the keys under envSecrets.',
  evidence:
    'measured with Weaviate 1.38.11: /v1/schema answers 200 without a key; usecases/config/environment.go: AnyAuthMethodSelected',
  *check(values) {
    const written = at(values.root, ...SWITCH);
    if (!written || isTruthy(written) || hasOwnConfig(values) || canSignIn(values)) return;
    if (isOn(variableText(values, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED'))) return;
    yield {
      place: placeOf(values, ...SWITCH),
      message:
        'anonymous access is off and nothing else is on: Weaviate switches it on again, and the database is open',
    };
  },
};
