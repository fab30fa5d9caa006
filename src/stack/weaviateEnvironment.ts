import { allowsAnonymous } from '../capabilities/authentication.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import {
  ANONYMOUS_VARIABLE,
  API_KEY_VARIABLE,
  CLOSED_CORS_ORIGIN,
  CORS_VARIABLE,
  KEY_LIST_VARIABLE,
} from '../facts/weaviateVariables.ts';
import { secondsText } from '../formats/duration.ts';
import { goMemoryLimit } from '../formats/size.ts';
import type { StackConfig } from '../options/table.ts';

/** The user that the key belongs to. */
const API_KEY_USER = 'admin';

/** A line of a service's environment. */
export interface Variable {
  readonly name: string;
  /** The value as the process shall see it; for a secret, the name of the variable in `.env` that holds it. */
  readonly value: string;
  readonly secret?: true;
  /** Why the line is there: becomes the comment beside it. */
  readonly why?: string;
}

/** What differs between the targets. */
export interface Surroundings {
  /** Where Weaviate reaches the inference server. */
  readonly inferenceUrl: string;
  /** Absolute path of the data, as the process sees it. */
  readonly dataPath: string;
}

function authentication(config: StackConfig): Variable[] {
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

const CLOUD_MODULES_VARIABLE = 'API_BASED_MODULES_DISABLED';

/**
 * From 1.33 on, Weaviate enables by itself nearly every module that calls the service of a provider (1.39.3: 45, by
 * /v1/meta). With this variable none of them, except those in ENABLE_MODULES, which stay (measured with 1.38.14 and
 * 1.39.3). `--env` may say otherwise.
 */
function cloudModules(env: Readonly<Record<string, string>>): Variable[] {
  if (CLOUD_MODULES_VARIABLE in env) return [];
  const why = 'no modules that call cloud services, except those in ENABLE_MODULES; by default all of them';
  return [{ name: CLOUD_MODULES_VARIABLE, value: 'true', why }];
}

function cors(origin: string | undefined): Variable {
  if (origin === undefined) {
    const why = 'no web page may call Weaviate from a browser; unset, any page may';
    return { name: CORS_VARIABLE, value: CLOSED_CORS_ORIGIN, why };
  }
  const why = origin === '*' ? 'any web page may call Weaviate' : 'the web page that may call Weaviate';
  return { name: CORS_VARIABLE, value: origin, why: `${why} from a browser` };
}

/**
 * The environment of Weaviate, the same for every target but for its surroundings. Sources of the facts:
 * weaviate/weaviate usecases/config/environment.go and adapters/handlers/rest/configure_api.go.
 */
export function weaviateEnvironment(
  config: StackConfig,
  { inferenceUrl, dataPath }: Surroundings,
): Variable[] {
  const { weaviate, inference } = config;
  const modules = [BIND_MODULE, ...weaviate.modules.filter((name) => name !== BIND_MODULE)];
  return [
    ...cloudModules(weaviate.env),
    ...authentication(config),
    {
      name: 'AUTOSCHEMA_ENABLED',
      value: 'false',
      why: 'a collection made by guessing would have no media fields, and no vectors',
    },
    { name: 'BIND_INFERENCE_API', value: inferenceUrl, why: 'with scheme, without a slash at the end' },
    {
      name: 'CLUSTER_HOSTNAME',
      value: 'node1',
      why: 'fixed: under another name Weaviate does not find its own data again',
    },
    cors(weaviate.corsOrigin),
    { name: 'DEFAULT_VECTORIZER_MODULE', value: 'none', why: 'each collection names its own' },
    ...(weaviate.telemetry ? [] : [{ name: 'DISABLE_TELEMETRY', value: 'true' }]),
    { name: 'ENABLE_MODULES', value: modules.join(',') },
    {
      name: 'GOMEMLIMIT',
      value: goMemoryOf(config),
      why: '90 % of the memory limit, so that Go collects garbage before the kernel kills',
    },
    { name: 'GO_PROFILING_DISABLE', value: 'true', why: 'closes port 6060, which asks for no key' },
    {
      name: 'MODULES_CLIENT_TIMEOUT',
      value: secondsText(inference.timeout),
      why: 'for one vector, waiting in line included; the default of 50s is too short for video on a CPU',
    },
    {
      name: 'PERSISTENCE_DATA_PATH',
      value: dataPath,
      ...(weaviate.persistence !== 'none' && { why: 'inside the volume; the default ./data is not' }),
    },
    ...Object.entries(weaviate.env)
      .filter(([name]) => name !== ANONYMOUS_VARIABLE)
      .map(([name, value]) => ({ name, value, why: 'given with --env' })),
  ];
}

/** `GOMEMLIMIT`: 90 % of the memory limit. */
export function goMemoryOf({ weaviate }: StackConfig): string {
  return goMemoryLimit(weaviate.memory * 0.9);
}

/** Seconds that whoever asks Weaviate waits: longer than Weaviate for its module, whose error is then heard. */
export function answerTimeout({ inference }: StackConfig): number {
  return inference.timeout + 30;
}

/**
 * Arguments of the Weaviate server for its read and write time-outs, which no variable sets. The answer to a
 * request may take as long as the module's time-out; with less, the connection is cut before it is sent.
 */
export function timeoutArguments(config: StackConfig): string[] {
  const seconds = secondsText(answerTimeout(config));
  return [`--read-timeout=${seconds}`, `--write-timeout=${seconds}`];
}
