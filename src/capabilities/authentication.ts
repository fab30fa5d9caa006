import {
  ANONYMOUS_VARIABLE,
  API_KEY_VARIABLE,
  isOn,
  KEY_LIST_VARIABLE,
  OPEN_ID_VARIABLE,
} from '../facts/weaviateVariables.ts';
import { isLoopback } from '../formats/addresses.ts';
import { type Capability, type Check, error, type Variable, warning } from './capability.ts';
import type { CorsConfig } from './cors.ts';
import type { EnvironmentConfig } from './environment.ts';
import { add, command, keep, or, setting, use, words } from './message.ts';
import type { NetworkConfig } from './network.ts';
import { type ConfigOf, choiceOption } from './option.ts';
import type { TargetsConfig } from './targets.ts';

const options = {
  weaviate: {
    auth: choiceOption({
      flag: '--auth',
      label: 'Authentication',
      placeholder: 'METHOD',
      help: 'authentication: anyone who can reach Weaviate has full access, or requests need an API key',
      question: 'Authentication',
      default: 'anonymous',
      values: ['anonymous', 'api-key'],
      labels: { anonymous: 'Open, no API key', 'api-key': 'Requires an API key' },
      meanings: {
        anonymous: 'anyone who can reach Weaviate has full access',
        'api-key': 'bindstack generates one',
      },
    }),
  },
};

export type AuthenticationConfig = ConfigOf<typeof options>;

/** Authentication methods without an option: `--env` enables them. */
const OTHER_METHODS = [OPEN_ID_VARIABLE, 'AUTHENTICATION_DB_USERS_ENABLED'];

/** Whether `--env` enables an authentication method other than the API key. */
function hasOtherMethod({ env }: EnvironmentConfig['weaviate']): boolean {
  return OTHER_METHODS.some((name) => isOn(env[name]));
}

/** Whether requests without credentials are allowed. */
export function allowsAnonymous({
  weaviate: { auth, env },
}: AuthenticationConfig & EnvironmentConfig): boolean {
  return auth === 'anonymous' && (env[ANONYMOUS_VARIABLE] === undefined || isOn(env[ANONYMOUS_VARIABLE]));
}

type Config = AuthenticationConfig & CorsConfig & EnvironmentConfig & NetworkConfig & TargetsConfig;

const anonymousAccess: Check<Config> = (config) => {
  const { weaviate, targets, kubernetes } = config;
  if (!allowsAnonymous(config)) return undefined;
  if (!isLoopback(weaviate.bindAddress)) {
    return warning(
      'open-to-the-network',
      words`with ${setting('weaviate.bindAddress', weaviate.bindAddress)} and anonymous access, anyone who can reach this machine has full access`,
      words`${add('weaviate.auth', 'api-key')}, or ${keep('weaviate.bindAddress', '127.0.0.1')}`,
    );
  }
  return targets.includes('helm') && kubernetes.serviceType !== 'ClusterIP'
    ? warning(
        'open-to-the-network',
        words`with ${setting('kubernetes.serviceType', kubernetes.serviceType)} and anonymous access, anyone who can reach the service has full access`,
        words`${add('weaviate.auth', 'api-key')}, or ${keep('kubernetes.serviceType', 'ClusterIP')}`,
      )
    : undefined;
};

const anyWebPage: Check<Config> = (config) =>
  allowsAnonymous(config) && config.weaviate.corsOrigin === '*'
    ? warning(
        'open-to-web-pages',
        words`with ${setting('weaviate.corsOrigin', '*')} and anonymous access, any web page in your browser can read and delete the data`,
        words`allow one origin only, such as ${setting('weaviate.corsOrigin', 'http://localhost:3000')}, or ${add('weaviate.auth', 'api-key')}`,
      )
    : undefined;

/**
 * `--env` may disable anonymous access if it also enables an authentication method that bindstack has no option for.
 */
const ownedVariables: Check<Config> = ({ weaviate }, _, owned) => {
  const { env } = weaviate;
  if (env[ANONYMOUS_VARIABLE] !== undefined) {
    if (isOn(env[ANONYMOUS_VARIABLE]) || !hasOtherMethod(weaviate)) {
      return error(
        'owned-variable',
        words`${setting('weaviate.env', ANONYMOUS_VARIABLE)} is set by bindstack itself`,
        words`${use('weaviate.auth', 'api-key')}, or OpenID Connect with ${setting('weaviate.env', `${OPEN_ID_VARIABLE}=true`)}`,
        'Without an authentication method, Weaviate allows anonymous access whatever this variable says.',
      );
    }
  }
  const found = Object.keys(env).find((name) => name !== ANONYMOUS_VARIABLE && owned.has(name));
  return found === undefined
    ? undefined
    : error(
        'owned-variable',
        words`${setting('weaviate.env', found)} is set by bindstack itself`,
        owned.get(found) ?? 'leave it out',
        'With two values for one variable, each target uses a different one.',
      );
};

/** Measured with Weaviate 1.38.14: it exits with `oidc init: invalid config: missing required field …`. */
const openIdVariables: Check<Config> = ({ weaviate: { env } }) => {
  if (!isOn(env[OPEN_ID_VARIABLE])) return undefined;
  const required = ['AUTHENTICATION_OIDC_ISSUER', 'AUTHENTICATION_OIDC_USERNAME_CLAIM'];
  if (!isOn(env['AUTHENTICATION_OIDC_SKIP_CLIENT_ID_CHECK'])) required.push('AUTHENTICATION_OIDC_CLIENT_ID');
  const missing = required.filter((name) => (env[name] ?? '') === '');
  if (missing.length === 0) return undefined;
  const examples: Readonly<Record<string, string>> = {
    AUTHENTICATION_OIDC_ISSUER: 'https://HOST/realms/NAME',
    AUTHENTICATION_OIDC_USERNAME_CLAIM: 'sub',
    AUTHENTICATION_OIDC_CLIENT_ID: 'weaviate',
  };
  return error(
    'oidc-variables',
    `${OPEN_ID_VARIABLE} needs ${missing.join(', ')}: without ${missing.length === 1 ? 'it' : 'them'}, Weaviate exits at startup`,
    words`${add(
      'weaviate.env',
      missing.map((name) => `${name}=${examples[name]}`),
    )}`,
  );
};

/** OpenID Connect with anonymous access protects nothing; without it, bindstack would need a token. */
const otherMethodWithoutKey: Check<Config> = (config) => {
  const { weaviate } = config;
  if (weaviate.auth !== 'anonymous' || !hasOtherMethod(weaviate)) return undefined;
  return allowsAnonymous(config)
    ? warning(
        'sign-in-optional',
        'anonymous access is on, so requests without a token have full access too',
        words`${add('weaviate.env', `${ANONYMOUS_VARIABLE}=false`)}, ${or('weaviate.auth', 'api-key')}`,
      )
    : warning(
        'no-api-key',
        'bindstack has no credentials for this server; its tests and the client code need a token',
        words`export a token and pass its variable to smoke${command(' with --api-key-env NAME')}, or ${add('weaviate.auth', 'api-key')}`,
      );
};

/** The user that the key belongs to. */
const API_KEY_USER = 'admin';

function variables(config: Config): Variable[] {
  if (allowsAnonymous(config)) return [{ name: ANONYMOUS_VARIABLE, value: 'true' }];
  const off = {
    name: ANONYMOUS_VARIABLE,
    value: 'false',
    why: 'explicit, because anonymous access is on by default',
  };
  if (config.weaviate.auth === 'anonymous') return [off];
  return [
    off,
    { name: 'AUTHENTICATION_APIKEY_ENABLED', value: 'true' },
    {
      name: KEY_LIST_VARIABLE,
      value: API_KEY_VARIABLE,
      secret: 'api-key',
      why: 'the key is in .env only',
    },
    { name: 'AUTHENTICATION_APIKEY_USERS', value: API_KEY_USER },
  ];
}

/** Who may use the database, and how requests authenticate. */
export const authentication = {
  options,
  rules: [
    { keys: ['weaviate.auth', 'weaviate.bindAddress', 'kubernetes.serviceType'], check: anonymousAccess },
    { keys: ['weaviate.auth', 'weaviate.corsOrigin'], check: anyWebPage },
    { keys: ['weaviate.env'], check: ownedVariables },
    { keys: ['weaviate.env'], check: openIdVariables },
    { keys: ['weaviate.env', 'weaviate.auth'], check: otherMethodWithoutKey },
  ],
  owned: {
    [ANONYMOUS_VARIABLE]: words`${use('weaviate.auth')}`,
    AUTHENTICATION_APIKEY_ENABLED: words`${use('weaviate.auth')}`,
    [KEY_LIST_VARIABLE]: words`${use('weaviate.auth')}; the key is in .env`,
    AUTHENTICATION_APIKEY_USERS: words`${use('weaviate.auth')}`,
  },
  variables,
  chart: (config) => ({
    // The chart's conf.yaml enables anonymous access, and the variable cannot disable it.
    setByChart: [ANONYMOUS_VARIABLE],
    values: { authentication: { anonymous_access: { enabled: allowsAnonymous(config) } } },
  }),
} satisfies Capability<Config>;
