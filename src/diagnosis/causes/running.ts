import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { addCommandHint } from '../advice.ts';
import type { Cause, DiagnosisContext } from '../cause.ts';
import { lastMatch } from '../lines.ts';
import type { Observation } from '../observation.ts';
import { inferenceName } from '../situation.ts';

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The modules in the response of `/v1/meta`; undefined if it has another form. */
function modulesOf({ meta }: Observation): Fields | undefined {
  if (meta?.status !== 200) return undefined;
  try {
    const fields = fieldsOf(JSON.parse(meta.text ?? ''));
    // Without any module, Weaviate omits the field or leaves it empty.
    return typeof fields?.['version'] === 'string' ? (fieldsOf(fields['modules']) ?? {}) : undefined;
  } catch {
    return undefined;
  }
}

/** The error of a request that did not reach the server (measured); any other error comes from the server. */
const UNREACHABLE = /^send GET meta request: /;

/** The error of the module; `ready` stays 200 when the inference service is gone, only `/v1/meta` shows it (modules.go GetMeta). */
function moduleError(observation: Observation): string | undefined {
  const error = fieldsOf(modulesOf(observation)?.[BIND_MODULE])?.['error'];
  return typeof error === 'string' ? error : undefined;
}

/** The three texts of a 401, measured on 1.38.11 and 1.39.3 on `/v1/meta`; the two `.well-known` paths need no key. */
function unauthorizedCause(
  code: string,
  pattern: RegExp,
  words: {
    readonly message: string;
    readonly cause: string;
    readonly suggestion: (context: DiagnosisContext) => string;
  },
): Cause<Observation> {
  return {
    code,
    rank: 'cause',
    find: ({ meta }, context) =>
      meta?.status === 401 && pattern.test(meta.text ?? '')
        ? { ...words, suggestion: words.suggestion(context), evidence: meta.text }
        : undefined,
  };
}

/** The messages that other causes explain. */
const KNOWN_401 = /invalid api key|anonymous access not enabled|no authentication scheme is configured/;

/** adapters/repos/db/resource_use.go:146; below the threshold the collections become writable again. */
const READ_ONLY =
  /Set READONLY, (?<what>disk|memory) usage currently at (?<used>[\d.]+)%, threshold set to (?<limit>[\d.]+)%/;

/** Causes in the responses of a running Weaviate. */
export const RUNNING_CAUSES: readonly Cause<Observation>[] = [
  unauthorizedCause('key-invalid', /invalid api key/, {
    message: 'Weaviate does not accept the API key',
    cause:
      'The key is not in AUTHENTICATION_APIKEY_ALLOWED_KEYS. Keys in that list are separated by commas without spaces: a space becomes part of the key.',
    suggestion: (context) =>
      `send the key that is in .env as WEAVIATE_API_KEY; if .env is newer than the server: ${context.advice.applyEnv}`,
  }),
  unauthorizedCause('key-missing', /anonymous access not enabled/, {
    message: 'Weaviate requires an API key, and none was sent',
    cause: 'Anonymous access is off.',
    suggestion: () =>
      'set WEAVIATE_API_KEY in the .env file next to the generated files, or name the variable that contains the key: bindstack smoke --api-key-env NAME',
  }),
  unauthorizedCause('key-unwanted', /no authentication scheme is configured/, {
    message: 'an API key was sent, but Weaviate does not use keys',
    cause: 'Access is anonymous; Weaviate then rejects every request with an Authorization header.',
    suggestion: (context) =>
      `send no key (remove WEAVIATE_API_KEY from .env), or use keys: ${context.advice.withFlags('--auth api-key')}`,
  }),
  // Another text, or no right to read it.
  {
    code: 'key-refused',
    rank: 'cause',
    find: ({ meta }) =>
      (meta?.status === 401 || meta?.status === 403) && !KNOWN_401.test(meta.text ?? '')
        ? {
            message: `Weaviate denies access to /v1/meta with status ${meta.status}`,
            cause: 'The user is not allowed to read it.',
            evidence: meta.text === '' ? undefined : meta.text,
            suggestion: 'use the key of a user with permission: bindstack smoke --api-key-env NAME',
          }
        : undefined,
  },
  // Weaviate silently ignores an unknown name in ENABLE_MODULES (measured).
  {
    code: 'module-missing',
    rank: 'cause',
    find(observation, context) {
      const modules = modulesOf(observation);
      if (!modules || modules[BIND_MODULE] !== undefined) return undefined;
      return {
        message: `Weaviate runs without the module ${BIND_MODULE}`,
        cause: `ENABLE_MODULES does not contain ${BIND_MODULE}, or it is misspelled: Weaviate ignores unknown names. Versions before 1.21.0 do not have the module.`,
        suggestion: `set ${context.advice.enableModule(BIND_MODULE)}${addCommandHint(context.advice)}`,
      };
    },
  },
  {
    code: 'model-error',
    rank: 'cause',
    find(observation, context) {
      const name = inferenceName(context);
      const error = moduleError(observation);
      if (error === undefined || UNREACHABLE.test(error)) return undefined;
      return {
        service: context.inference?.name ?? null,
        message: 'the inference service responds with an error',
        cause: `It says: ${error}.`,
        evidence: error,
        suggestion: `${context.advice.logs(name)}, which shows details; ${context.advice.restart(name)}, then bindstack smoke`,
      };
    },
  },
  {
    code: 'inference-gone',
    rank: 'waiting',
    find(observation, context) {
      const error = moduleError(observation);
      if (error === undefined || !UNREACHABLE.test(error)) return undefined;
      return {
        service: context.inference?.name ?? null,
        message: 'Weaviate is running, but the inference service is gone',
        cause:
          'It was available when Weaviate started, but cannot be reached now: nothing can be vectorized.',
        evidence: error,
        suggestion:
          context.inference === undefined
            ? 'start the inference server again and check that Weaviate can reach it; Weaviate itself needs no restart'
            : context.advice.inferenceGone(context.inference.name),
      };
    },
  },
  // For `ready`, Weaviate requests `/meta` of the inference service and waits up to MODULES_CLIENT_TIMEOUT (measured).
  {
    code: 'inference-hangs',
    rank: 'waiting',
    find({ ready, meta }, context) {
      if (ready?.hung !== true && meta?.hung !== true) return undefined;
      return {
        service: context.inference?.name ?? null,
        message: 'Weaviate does not respond because the inference service does not respond',
        cause:
          'Before Weaviate reports ready, it queries the inference service, which accepts the request but never responds: it hangs, or is busy with large media.',
        suggestion: `${context.advice.restart(inferenceName(context))}; a lower MODULES_CLIENT_TIMEOUT (--inference-timeout) ends the wait earlier`,
      };
    },
  },
  {
    code: 'read-only',
    rank: 'additional',
    find(_observation, context) {
      const { weaviate } = context;
      const match = lastMatch(weaviate?.lines ?? [], READ_ONLY);
      if (!match) return undefined;
      const isDisk = match.group('what') === 'disk';
      return {
        service: weaviate?.name ?? null,
        message: `Weaviate no longer accepts writes: ${isDisk ? 'the disk' : 'its memory'} is ${match.group('used')}% full`,
        cause: `Above ${match.group('limit')}% it makes all collections read-only.`,
        evidence: match.line,
        suggestion: isDisk
          ? `${context.advice.diskNearlyFull}, or raise the limit: ${context.advice.variable('DISK_USE_READONLY_PERCENTAGE', '95')}`
          : `${context.advice.withFlags('--weaviate-memory 8g')}; the limit is set by MEMORY_READONLY_PERCENTAGE`,
      };
    },
  },
];
