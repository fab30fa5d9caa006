import { addCommandHint, orInOwnFile } from '../../advice.ts';
import { type Cause, type DiagnosisContext, fromLog } from '../../cause.ts';
import type { AnalyzedService } from '../../situation.ts';

/** Messages of Go, measured for every port of Weaviate 1.38.11, and of Node, for the stub. */
const PORT_TAKEN =
  /listen tcp[46]? \S*:(?<port>\d+): bind: address already in use|EADDRINUSE: address already in use \S*:(?<other>\d+)/;

/** How to use another port; the log line shows which port of the service it is. */
function suggestPort(line: string, port: number, { advice }: DiagnosisContext): string {
  const stop = `stop the program that uses it (lsof -i :${port})`;
  if (/grpc/i.test(line)) return `${stop}, or use another port: --grpc-port ${port + 1}`;
  if (/memberlist|raft|rpc|cluster/i.test(line)) return advice.otherClusterPort(stop);
  return `${stop}, or use another port: --http-port ${port + 1}`;
}

/** Causes in Weaviate's log: its settings, data and ports. Some apply to every service. */
export const WEAVIATE_CAUSES: readonly Cause<AnalyzedService>[] = [
  fromLog(
    'inference-url-missing',
    ['weaviate'],
    /required variable BIND_INFERENCE_API is not set/,
    (_match, _service, context) => ({
      message: 'Weaviate does not know the address of the inference service',
      cause: 'The module multi2vec-bind is enabled, but BIND_INFERENCE_API is not set.',
      suggestion: `${context.advice.inferenceAddress}${addCommandHint(context.advice)}`,
    }),
  ),
  // usecases/config/environment.go:879.
  fromLog(
    'timeout-without-unit',
    ['weaviate'],
    /parse MODULES_CLIENT_TIMEOUT as time\.Duration: .* "(?<value>[^"]*)"/,
    ({ group }, _service, context) => {
      const isNumber = /^\d+$/.test(group('value'));
      return {
        message: `MODULES_CLIENT_TIMEOUT is not a valid duration: "${group('value')}"`,
        cause: 'Weaviate parses it as a Go duration, where a number needs a unit.',
        suggestion: `set ${context.advice.variable('MODULES_CLIENT_TIMEOUT', `${isNumber ? group('value') : '300'}s`)}; or ${context.advice.withFlags('--inference-timeout 300s')}`,
      };
    },
  ),
  fromLog(
    'default-vectorizer-not-enabled',
    ['weaviate'],
    /default vectorizer module: no module with name "(?<name>[^"]*)" present/,
    ({ group }) => ({
      message: `DEFAULT_VECTORIZER_MODULE is ${group('name')}, which is not enabled`,
      cause: 'Weaviate starts only with a default vectorizer that ENABLE_MODULES contains.',
      suggestion: `remove DEFAULT_VECTORIZER_MODULE (each collection sets its own vectorizer), or add ${group('name')} to ENABLE_MODULES: --module ${group('name')}`,
    }),
  ),
  // usecases/config/config_handler.go:369.
  fromLog(
    'rbac-with-anonymous',
    ['weaviate'],
    /cannot enable anonymous access and rbac authorization/,
    (_match, _service, context) => ({
      message: 'Weaviate does not allow RBAC together with anonymous access',
      cause: 'Both AUTHORIZATION_RBAC_ENABLED and AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED are on.',
      suggestion: orInOwnFile(context.advice.withFlags('--auth api-key'), context.advice.anonymousAccessOff),
    }),
  ),
  // usecases/auth/authentication/apikey/client.go.
  fromLog('users-and-keys-differ', ['weaviate'], /length of users and keys must match/, () => ({
    message: 'the number of users differs from the number of API keys',
    cause:
      'AUTHENTICATION_APIKEY_USERS and AUTHENTICATION_APIKEY_ALLOWED_KEYS are matched by their order; a single user can have all keys.',
    suggestion:
      'set AUTHENTICATION_APIKEY_USERS to one name, or to as many names as there are keys; or bindstack generate --auth api-key, which writes both',
  })),
  // Measured on a file system that is mounted read-only.
  fromLog(
    'data-read-only',
    ['weaviate'],
    /(?:mkdir|open|create|rename|unlink|write) "?(?<path>\/[^\s":]+)"?: read-only file system/,
    ({ group }, _service, context) => ({
      message: `Weaviate cannot write its data: ${group('path')} is read-only`,
      cause: 'The volume or its file system is mounted read-only.',
      suggestion: `${context.advice.dataReadOnly}; ${context.advice.dataDirectory}`,
    }),
  ),
  // Measured with a directory that belongs to root and a process of another user.
  fromLog(
    'data-permission',
    ['weaviate'],
    /(?:mkdir|open|create|stat|rename|unlink|cannot create data directory) "?(?<path>\/[^\s":]+)"?: (?:mkdir \S+: )?(?:permission denied|operation not permitted)/,
    ({ group }, _service, context) => ({
      message: `Weaviate is not allowed to write its data: ${group('path')}`,
      cause: 'The directory does not belong to the user that Weaviate runs as.',
      suggestion: context.advice.dataOwner,
    }),
  ),
  fromLog(
    'data-path',
    ['weaviate'],
    /cannot create data directory "(?<path>[^"]+)": .*: (?<why>no such file or directory|not a directory)/,
    ({ group }, _service, context) => ({
      message: `Weaviate cannot create its data directory ${group('path')}`,
      cause: `The system says: ${group('why')}.`,
      suggestion: `check the path; ${context.advice.dataDirectory}`,
    }),
  ),
  fromLog(
    'disk-full',
    ['weaviate', 'inference', 'other'],
    /no space left on device/i,
    (_match, service, context) => ({
      message: `${service.title} cannot write: the disk is full`,
      cause: 'The file system that holds its data has no space left.',
      suggestion: context.advice.diskFull,
    }),
  ),
  fromLog(
    'port-taken',
    ['weaviate', 'inference', 'other'],
    PORT_TAKEN,
    ({ line, group }, service, context) => {
      const port = Number(group('port') || group('other'));
      return {
        message: `port ${port}, which ${service.title} needs, is already in use`,
        cause: context.advice.portOwner,
        suggestion: suggestPort(line, port, context),
      };
    },
  ),
  // Any other value that Weaviate rejects: `parse GRPC_PORT as int: …` (measured).
  fromLog(
    'weaviate-config',
    ['weaviate'],
    /(?:could not load config|invalid config|invalid apikey config): (?<why>.+)/,
    ({ group }, _service, context) => {
      const name = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/.exec(group('why'))?.[0];
      return {
        message: `Weaviate rejects its configuration${name === undefined ? '' : `: ${name}`}`,
        cause: `It says: ${group('why')}.`,
        suggestion:
          name === undefined ? context.advice.checkSettings : `fix ${context.advice.variable(name, 'VALUE')}`,
      };
    },
  ),
  // Raft knows the node by another name and elects no leader: Weaviate keeps running, returns 503 forever and logs no
  // error (measured; weaviate#5491). A healthy start logs `starting election` instead.
  fromLog(
    'hostname-changed',
    ['weaviate'],
    /not part of a stable configuration or a non-voter, not triggering a leader election/,
    (_match, _service, { observation, advice }) => {
      // Without earlier data there is no other name.
      if (observation.dataExisted === false) return undefined;
      return {
        message: 'Weaviate never becomes ready: its data belongs to a node with another name',
        cause:
          'CLUSTER_HOSTNAME has changed, or was not set, so the ID of the new container became the name; the data has the old name.',
        suggestion: advice.nodeNameChanged,
      };
    },
  ),
];
