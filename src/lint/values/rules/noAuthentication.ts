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
  summary: 'Anonymous access is disabled, but no other authentication method is enabled.',
  why: 'If API keys, OIDC and database users are all off, Weaviate silently enables anonymous access again: the database is open to everyone.',
  fix: 'Set `env.AUTHENTICATION_APIKEY_ENABLED` to "true" with `AUTHENTICATION_APIKEY_USERS`, and name the Secret with the keys under `envSecrets`.',
  evidence:
    'Measured with Weaviate 1.38.11: /v1/schema returns 200 without a key; usecases/config/environment.go: AnyAuthMethodSelected',
  *check(values) {
    const anonymousAccess = at(values.root, ...ANONYMOUS_ACCESS);
    if (!anonymousAccess || isTruthy(anonymousAccess) || hasCustomConfig(values) || hasAuthMethod(values))
      return;
    if (isOn(variableText(values, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED'))) return;
    yield {
      place: nearestPlace(values, ...ANONYMOUS_ACCESS),
      message:
        'anonymous access and every other authentication method are off: Weaviate enables anonymous access again, and the database is open',
    };
  },
};
