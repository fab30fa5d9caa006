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
import type { NetworkConfig } from './network.ts';
import { type ConfigOf, choiceOption } from './option.ts';
import type { TargetsConfig } from './targets.ts';

const options = {
  weaviate: {
    auth: choiceOption({
      flag: '--auth',
      help: 'who may use the database: anyone who reaches it, or holders of an API key',
      default: 'anonymous',
      values: ['anonymous', 'api-key'],
      meanings: { anonymous: 'anyone who reaches it', 'api-key': 'holders of an API key' },
    }),
  },
};

export type AuthenticationConfig = ConfigOf<typeof options>;

/** Ways to sign in that have no option of their own: `--env` switches them on. */
const OTHER_METHODS = [OPEN_ID_VARIABLE, 'AUTHENTICATION_DB_USERS_ENABLED'];

/** Whether `--env` switches on a way to sign in other than the API key. */
function hasOtherSignIn({ env }: EnvironmentConfig['weaviate']): boolean {
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
      `everyone who reaches ${weaviate.bindAddress} can read, change and delete the data`,
      'add --auth api-key, or keep --bind-address 127.0.0.1',
    );
  }
  return targets.includes('helm') && kubernetes.serviceType !== 'ClusterIP'
    ? warning(
        'open-to-the-network',
        `a service of type ${kubernetes.serviceType} with anonymous access lets everyone in who reaches it`,
        'add --auth api-key, or keep --service-type ClusterIP',
      )
    : undefined;
};

const anyWebPage: Check<Config> = (config) =>
  allowsAnonymous(config) && config.weaviate.corsOrigin === '*'
    ? warning(
        'open-to-web-pages',
        '--cors-origin * with anonymous access lets any web page in your browser read and delete the data',
        'name one origin, such as --cors-origin http://localhost:3000, or add --auth api-key',
      )
    : undefined;

/**
 * Anonymous access may be switched off with a variable where another method that bindstack has no option for
 * signs people in.
 */
const ownedVariables: Check<Config> = ({ weaviate }, _, owned) => {
  const { env } = weaviate;
  if (env[ANONYMOUS_VARIABLE] !== undefined) {
    if (isOn(env[ANONYMOUS_VARIABLE]) || !hasOtherSignIn(weaviate)) {
      return error(
        'owned-variable',
        `--env ${ANONYMOUS_VARIABLE} is set by bindstack itself`,
        'use --auth api-key; or sign in with OpenID Connect, with --env AUTHENTICATION_OIDC_ENABLED=true',
        'Without any way to sign in, Weaviate allows anonymous access whatever this variable says.',
      );
    }
  }
  const found = Object.keys(env).find((name) => name !== ANONYMOUS_VARIABLE && owned.has(name));
  return found === undefined
    ? undefined
    : error(
        'owned-variable',
        `--env ${found} is set by bindstack itself`,
        `use ${owned.get(found)}`,
        'Two values for one variable: which of them counts differs from target to target.',
      );
};

/** Measured with Weaviate 1.38.14: it exits with `oidc init: invalid config: missing required field …`. */
const openIdVariables: Check<Config> = ({ weaviate: { env } }) => {
  if (!isOn(env[OPEN_ID_VARIABLE])) return undefined;
  const needed = ['AUTHENTICATION_OIDC_ISSUER', 'AUTHENTICATION_OIDC_USERNAME_CLAIM'];
  if (!isOn(env['AUTHENTICATION_OIDC_SKIP_CLIENT_ID_CHECK'])) needed.push('AUTHENTICATION_OIDC_CLIENT_ID');
  const missing = needed.filter((name) => (env[name] ?? '') === '');
  if (missing.length === 0) return undefined;
  const examples: Readonly<Record<string, string>> = {
    AUTHENTICATION_OIDC_ISSUER: 'https://HOST/realms/NAME',
    AUTHENTICATION_OIDC_USERNAME_CLAIM: 'sub',
    AUTHENTICATION_OIDC_CLIENT_ID: 'weaviate',
  };
  return error(
    'oidc-variables',
    `${OPEN_ID_VARIABLE} needs ${missing.join(' and ')}: without ${missing.length === 1 ? 'it' : 'them'} Weaviate exits at start`,
    `add ${missing.map((name) => `--env ${name}=${examples[name]}`).join(' ')}`,
  );
};

/** OpenID Connect beside anonymous access protects nothing; alone, it needs a token that bindstack does not have. */
const signInWithoutKey: Check<Config> = (config) => {
  const { weaviate } = config;
  if (weaviate.auth !== 'anonymous' || !hasOtherSignIn(weaviate)) return undefined;
  return allowsAnonymous(config)
    ? warning(
        'sign-in-optional',
        'requests without a token have full access as well: anonymous access is on',
        `add --env ${ANONYMOUS_VARIABLE}=false, or --auth api-key`,
      )
    : warning(
        'no-api-key',
        'bindstack has no credentials for this server: its tests and the client code need a token',
        'put a token in a variable and name it with smoke --api-key-env NAME, or add --auth api-key',
      );
};

/** The user that the key belongs to. */
const API_KEY_USER = 'admin';

function variables(config: Config): Variable[] {
  if (allowsAnonymous(config)) return [{ name: ANONYMOUS_VARIABLE, value: 'true' }];
  const off = {
    name: ANONYMOUS_VARIABLE,
    value: 'false',
    why: 'said, because anonymous access is on when nothing is said',
  };
  if (config.weaviate.auth === 'anonymous') return [off];
  return [
    off,
    { name: 'AUTHENTICATION_APIKEY_ENABLED', value: 'true' },
    {
      name: KEY_LIST_VARIABLE,
      value: API_KEY_VARIABLE,
      secret: true,
      why: 'the key stands in .env only',
    },
    { name: 'AUTHENTICATION_APIKEY_USERS', value: API_KEY_USER },
  ];
}

/** Who may use the database. */
export const authentication = {
  options,
  rules: [
    { keys: ['weaviate.auth', 'weaviate.bindAddress', 'kubernetes.serviceType'], check: anonymousAccess },
    { keys: ['weaviate.auth', 'weaviate.corsOrigin'], check: anyWebPage },
    { keys: ['weaviate.env'], check: ownedVariables },
    { keys: ['weaviate.env'], check: openIdVariables },
    { keys: ['weaviate.env', 'weaviate.auth'], check: signInWithoutKey },
  ],
  owned: {
    [ANONYMOUS_VARIABLE]: '--auth',
    AUTHENTICATION_APIKEY_ENABLED: '--auth',
    [KEY_LIST_VARIABLE]: '--auth, and the file .env',
    AUTHENTICATION_APIKEY_USERS: '--auth',
  },
  variables,
  chart: (config) => ({
    // Its conf.yaml switches anonymous access on; the variable cannot switch it off.
    setByChart: [ANONYMOUS_VARIABLE],
    values: { authentication: { anonymous_access: { enabled: allowsAnonymous(config) } } },
  }),
} satisfies Capability<Config>;
