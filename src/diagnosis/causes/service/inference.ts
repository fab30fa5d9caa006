import { CONTAINER_HTTP_PORT } from '../../../facts/ports.ts';
import { fixCommandHint } from '../../advice.ts';
import type { Cause, DiagnosisContext, Explanation, Rank } from '../../cause.ts';
import { type LineMatch, lastMatch } from '../../lines.ts';
import { type AnalyzedService, inferenceName } from '../../situation.ts';

const WAIT_EXPIRED = /init context expired before remote was ready/;

/** Logged every second for 120 s, and once more in the last line (Weaviate modules/multi2vec-bind/clients/startup.go). */
const NOT_READY = /multi2vec-bind inference service not ready|init context expired before remote was ready/;

/** The end of each message: whether Weaviate still waits. */
function waitStatus({ hasExited, lines }: AnalyzedService): string {
  const isOver = hasExited || lines.some((line) => WAIT_EXPIRED.test(line));
  return isOver ? 'Weaviate waited 120 s for it and exited' : 'Weaviate waits up to 120 s for it';
}

/** A reason why Weaviate does not find the inference service, in the last log line about it. */
function waitingCause(
  code: string,
  rank: Rank,
  pattern: RegExp,
  explain: (
    match: LineMatch,
    weaviate: AnalyzedService,
    context: DiagnosisContext,
  ) => Explanation | undefined,
): Cause<AnalyzedService> {
  return {
    code,
    rank,
    find(service, context) {
      if (service.role !== 'weaviate' || service.isReady) return undefined;
      const line = lastMatch(service.lines, NOT_READY)?.line;
      const match = line === undefined ? undefined : lastMatch([line], pattern);
      const explained = match && explain(match, service, context);
      return explained && { evidence: line, ...explained };
    },
  };
}

/** Go's message about a name that cannot be resolved; Docker's DNS server is 127.0.0.11. */
const LOOKUP_FAILED =
  /lookup (?<host>\S+?)(?: on \S+)?: (?:no such host|server misbehaving|.*name resolution)/;

/** Go's message about an address where nothing listens. */
const CONNECTION_FAILED =
  /dial tcp (?<address>\S+): connect: (?:connection refused|no route to host|network is unreachable)|dial tcp (?<lost>\S+): i\/o timeout/;

/** A loopback address as Go writes it. */
const LOOPBACK = /^(?:127\.|\[::1\])/;

/** Weaviate does not find the inference service ready. */
export const INFERENCE_CAUSES: readonly Cause<AnalyzedService>[] = [
  // usecases/modulecomponents/base_client.go, since 1.36.19, 1.37.10, 1.38.2.
  waitingCause(
    'base-url-validated',
    'cause',
    /refusing to dial internal address "(?<address>[^"]+)"/,
    ({ group }, weaviate, context) => ({
      message: `Weaviate refuses to call the inference service at ${group('address')}; ${waitStatus(weaviate)}`,
      cause: 'MODULES_VALIDATE_BASE_URL is on; it forbids private addresses, which containers and pods have.',
      suggestion: `remove MODULES_VALIDATE_BASE_URL, or set ${context.advice.variable('MODULES_VALIDATE_BASE_URL', 'false')}`,
    }),
  ),
  // Measured with `127.0.0.1:8081`; in `multi2vec-bind:8080` Go takes the host name for a scheme.
  waitingCause(
    'inference-url-scheme',
    'cause',
    /create check ready request: |unsupported protocol scheme/,
    (_match, weaviate, context) => ({
      message: `BIND_INFERENCE_API is not a valid URL; ${waitStatus(weaviate)}`,
      cause: 'It does not start with http://, or contains something that a URL cannot contain.',
      suggestion: context.advice.inferenceAddress,
    }),
  ),
  // The URL is used as `origin + path` (clients/vectorizer.go:100): `…:8080/` becomes `//.well-known/ready`.
  waitingCause(
    'inference-url-path',
    'cause',
    /not ready: status (?<status>404|405)\b/,
    ({ group }, weaviate, context) => ({
      message: `the server at BIND_INFERENCE_API has no /.well-known/ready (status ${group('status')}); ${waitStatus(weaviate)}`,
      cause: 'The address ends with a slash or a path, or another program responds there.',
      suggestion: `${context.advice.inferenceAddress}, without a slash or a path at the end${fixCommandHint(context.advice)}`,
    }),
  ),
  // Docker's DNS server resolves only the names of running containers.
  waitingCause('inference-not-running', 'waiting', LOOKUP_FAILED, (_match, weaviate, context) => {
    const { inference } = context;
    if (inference?.state === undefined || inference.state === 'running') return undefined;
    const { name, state } = inference;
    return {
      service: name,
      message: `the inference service is not running (${state}); ${waitStatus(weaviate)}`,
      cause: 'Weaviate connects to it by name, which cannot be resolved while no container of it is running.',
      suggestion: context.advice.inferenceStopped(name),
    };
  }),
  waitingCause('inference-host', 'cause', LOOKUP_FAILED, ({ group }, weaviate, context) => ({
    message: `Weaviate looks for the inference service at ${group('host')}, a name that does not exist; ${waitStatus(weaviate)}`,
    cause:
      context.inference === undefined || context.inference.name === group('host')
        ? "Nothing in Weaviate's network has that name."
        : `The service is called ${context.inference.name}.`,
    suggestion: context.advice.inferenceName,
  })),
  // The inference service is healthy, so only the address can be wrong.
  waitingCause('inference-port', 'cause', CONNECTION_FAILED, ({ group }, weaviate, context) => {
    const { inference } = context;
    if (inference?.isReady !== true) return undefined;
    const address = group('address') || group('lost');
    return {
      message: `the inference service is ready, but nothing responds at ${address}; ${waitStatus(weaviate)}`,
      cause: LOOPBACK.test(address)
        ? 'Inside a container, 127.0.0.1 and localhost are that container itself.'
        : `The port in BIND_INFERENCE_API is wrong: inside its container the service listens on ${CONTAINER_HTTP_PORT}, whatever port is published.`,
      suggestion: context.advice.inferenceAddress,
    };
  }),
  // The port opens only when the whole model is loaded (multi2vec-bind-inference app.py, lifespan).
  waitingCause('inference-loading', 'waiting', CONNECTION_FAILED, ({ group }, weaviate, context) => {
    const { inference } = context;
    if (inference?.state !== 'running') return undefined;
    const isStarting = inference.health === 'starting';
    return {
      service: inference.name,
      message: `the inference service is still loading${isStarting ? '' : ', or listens at another address'}; ${waitStatus(weaviate)}`,
      cause:
        'Its port opens when the model is loaded, after 20 s to several minutes; Weaviate always waits 120 s, which cannot be configured.',
      suggestion: context.advice.inferenceLoading(
        inference.name,
        isStarting ? undefined : group('address') || group('lost'),
      ),
    };
  }),
  // Nothing is known about the service, or it is not running.
  waitingCause('inference-unreachable', 'waiting', CONNECTION_FAILED, ({ group }, weaviate, context) => {
    const { inference, advice } = context;
    const address = group('address') || group('lost');
    return {
      ...(inference && { service: inference.name }),
      message: `nothing responds at ${address}, where the inference service should be; ${waitStatus(weaviate)}`,
      cause:
        inference?.state === undefined
          ? 'It is not running, is still loading, or BIND_INFERENCE_API has the wrong address.'
          : `The inference service is not running (${inference.state}).`,
      suggestion: advice.startInference(address),
    };
  }),
  // Measured with a server that returns 503, as the stub does with `--fail ready`.
  waitingCause(
    'inference-not-ready',
    'waiting',
    /not ready: status (?<status>\d{3})/,
    ({ group }, weaviate, context) => ({
      ...(context.inference && { service: context.inference.name }),
      message: `the inference service responds, but is not ready (status ${group('status')}); ${waitStatus(weaviate)}`,
      cause:
        'The real server opens its port only when it is ready, so this is a proxy, or a server that opens its port while it loads.',
      suggestion: `${context.advice.logs(inferenceName(context))}, which shows details; if the address is wrong: ${context.advice.inferenceAddress}`,
    }),
  ),
  // Weaviate's timeout for each request is half a second (startup.go); measured with a server that never responds.
  waitingCause(
    'inference-hangs',
    'waiting',
    /context deadline exceeded|Client\.Timeout|\bEOF\b|connection reset by peer/,
    (_match, weaviate, context) => ({
      ...(context.inference && { service: context.inference.name }),
      message: `the inference service does not respond within half a second; ${waitStatus(weaviate)}`,
      cause:
        'It accepts the connection but sends nothing: it hangs, has no CPU time, or a firewall drops the packets.',
      suggestion: `${context.advice.restart(inferenceName(context))}; ${context.advice.cpuUsage} shows how much CPU it uses, which --inference-cpus limits`,
    }),
  ),
  // Any other result: the log line shows it.
  waitingCause(
    'inference-not-ready',
    'waiting',
    /not ready|before remote was ready/,
    (_match, weaviate, context) => ({
      ...(context.inference && { service: context.inference.name }),
      message: `the inference service did not become ready; ${waitStatus(weaviate)}`,
      cause: 'Weaviate checks it every second; the line below shows the last result.',
      suggestion: `${context.advice.logs(inferenceName(context))}, which shows details; if the address is wrong: ${context.advice.inferenceAddress}`,
    }),
  ),
];
