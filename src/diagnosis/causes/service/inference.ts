import { CONTAINER_HTTP_PORT } from '../../../facts/ports.ts';
import { fixCommandHint } from '../../advice.ts';
import type { Cause, DiagnosisContext, Explanation, Rank } from '../../cause.ts';
import { type LineMatch, lastMatch } from '../../lines.ts';
import { type AnalyzedService, inferenceName } from '../../situation.ts';

const WAIT_EXPIRED = /init context expired before remote was ready/;

/** Each second for 120 s, and once more in the last line (W: modules/multi2vec-bind/clients/startup.go). */
const NOT_READY = /multi2vec-bind inference service not ready|init context expired before remote was ready/;

/** How long Weaviate waits, which is the same for every reason. */
function waitStatus({ hasExited, lines }: AnalyzedService): string {
  const isOver = hasExited || lines.some((line) => WAIT_EXPIRED.test(line));
  return isOver ? 'Weaviate waited 120 s for it and ended' : 'Weaviate waits for it, 120 s at most';
}

/** A reason for which Weaviate does not see the inference service, in the last line about it. */
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

/** What Go says of a name that leads nowhere; the name server of Docker is 127.0.0.11. */
const LOOKUP_FAILED =
  /lookup (?<host>\S+?)(?: on \S+)?: (?:no such host|server misbehaving|.*name resolution)/;

/** What Go says of an address where nothing listens. */
const CONNECTION_FAILED =
  /dial tcp (?<address>\S+): connect: (?:connection refused|no route to host|network is unreachable)|dial tcp (?<lost>\S+): i\/o timeout/;

/** Of an address as Go has it. */
const LOOPBACK = /^(?:127\.|\[::1\])/;

/** Why Weaviate does not see the inference service as ready. */
export const INFERENCE_CAUSES: readonly Cause<AnalyzedService>[] = [
  // usecases/modulecomponents/base_client.go, since 1.36.19, 1.37.10, 1.38.2.
  waitingCause(
    'base-url-validated',
    'cause',
    /refusing to dial internal address "(?<address>[^"]+)"/,
    ({ group }, weaviate, context) => ({
      message: `Weaviate refuses to call the inference service at ${group('address')}: ${waitStatus(weaviate)}`,
      cause:
        'MODULES_VALIDATE_BASE_URL is on; it forbids addresses of private networks, as those of containers and pods are.',
      suggestion: `remove MODULES_VALIDATE_BASE_URL, or ${context.advice.variable('MODULES_VALIDATE_BASE_URL', 'false')}`,
    }),
  ),
  // Measured with `127.0.0.1:8081`; Go reads `multi2vec-bind:8080` as a scheme.
  waitingCause(
    'inference-url-scheme',
    'cause',
    /create check ready request: |unsupported protocol scheme/,
    (_match, weaviate, context) => ({
      message: `BIND_INFERENCE_API is no address: ${waitStatus(weaviate)}`,
      cause: 'It has no http:// at its beginning, or something in it that no URL has.',
      suggestion: context.advice.inferenceAddress,
    }),
  ),
  // The URL is used as `origin + path` (clients/vectorizer.go:100): `…:8080/` asks for `//.well-known/ready`.
  waitingCause(
    'inference-url-path',
    'cause',
    /not ready: status (?<status>404|405)\b/,
    ({ group }, weaviate, context) => ({
      message: `what answers at BIND_INFERENCE_API knows no /.well-known/ready (status ${group('status')}): ${waitStatus(weaviate)}`,
      cause: 'The address ends in a slash or a path, or another program answers there.',
      suggestion: `${context.advice.inferenceAddress}, without a slash or a path at its end${fixCommandHint(context.advice)}`,
    }),
  ),
  // The name server of Docker knows running containers only.
  waitingCause('inference-not-running', 'waiting', LOOKUP_FAILED, (_match, weaviate, context) => {
    const { inference } = context;
    if (inference?.state === undefined || inference.state === 'running') return undefined;
    const { name, state } = inference;
    return {
      service: name,
      message: `the inference service does not run (${state}): ${waitStatus(weaviate)}`,
      cause: 'Weaviate looks for it by its name, which leads nowhere while no container of it runs.',
      suggestion: context.advice.inferenceStopped(name),
    };
  }),
  waitingCause('inference-host', 'cause', LOOKUP_FAILED, ({ group }, weaviate, context) => ({
    message: `Weaviate looks for the inference service at ${group('host')}, and there is no such name: ${waitStatus(weaviate)}`,
    cause:
      context.inference === undefined || context.inference.name === group('host')
        ? 'The network of Weaviate has nothing of that name.'
        : `The service is called ${context.inference.name}.`,
    suggestion: context.advice.inferenceName,
  })),
  // The inference service is there and healthy, so that only the address can be wrong.
  waitingCause('inference-port', 'cause', CONNECTION_FAILED, ({ group }, weaviate, context) => {
    const { inference } = context;
    if (inference?.isReady !== true) return undefined;
    const address = group('address') || group('lost');
    return {
      message: `the inference service is ready, and nothing answers at ${address}: ${waitStatus(weaviate)}`,
      cause: LOOPBACK.test(address)
        ? 'Inside a container, 127.0.0.1 and localhost are that container itself.'
        : `The port in BIND_INFERENCE_API is not that of the service, which listens on ${CONTAINER_HTTP_PORT} inside, whatever port is published.`,
      suggestion: context.advice.inferenceAddress,
    };
  }),
  // The port opens once the whole model is loaded (multi2vec-bind-inference app.py, lifespan).
  waitingCause('inference-loading', 'waiting', CONNECTION_FAILED, ({ group }, weaviate, context) => {
    const { inference } = context;
    if (inference?.state !== 'running') return undefined;
    const isStarting = inference.health === 'starting';
    return {
      service: inference.name,
      message: `the inference service ${isStarting ? 'is still loading' : 'is still loading, or listens elsewhere'}: ${waitStatus(weaviate)}`,
      cause: `Its port opens once the model is loaded, after 20 s to some minutes; Weaviate waits 120 s, which nothing can change.`,
      suggestion: context.advice.inferenceLoading(
        inference.name,
        isStarting ? undefined : group('address') || group('lost'),
      ),
    };
  }),
  // Nothing is known of the service, or it does not run.
  waitingCause('inference-unreachable', 'waiting', CONNECTION_FAILED, ({ group }, weaviate, context) => {
    const { inference, advice } = context;
    const address = group('address') || group('lost');
    return {
      ...(inference && { service: inference.name }),
      message: `nothing answers at ${address}, where the inference service should be: ${waitStatus(weaviate)}`,
      cause:
        inference?.state === undefined
          ? 'It does not run, it still loads, or BIND_INFERENCE_API leads elsewhere.'
          : `The inference service does not run (${inference.state}).`,
      suggestion: advice.startInference(address),
    };
  }),
  // Measured with a server that answers 503; the stub does so with `--fail ready`.
  waitingCause(
    'inference-not-ready',
    'waiting',
    /not ready: status (?<status>\d{3})/,
    ({ group }, weaviate, context) => ({
      ...(context.inference && { service: context.inference.name }),
      message: `the inference service answers, and is not ready (status ${group('status')}): ${waitStatus(weaviate)}`,
      cause:
        'The real server opens its port only when it is ready: so a proxy answers here, or a server that loads behind an open port.',
      suggestion: `${context.advice.logs(inferenceName(context))}; ${context.advice.inferenceAddress}`,
    }),
  ),
  // Weaviate gives each request half a second (startup.go); measured with a server that never answers.
  waitingCause(
    'inference-hangs',
    'waiting',
    /context deadline exceeded|Client\.Timeout|\bEOF\b|connection reset by peer/,
    (_match, weaviate, context) => ({
      ...(context.inference && { service: context.inference.name }),
      message: `the inference service does not answer within half a second: ${waitStatus(weaviate)}`,
      cause:
        'It takes the connection and nothing comes: it hangs, has no CPU, or a firewall swallows the packets.',
      suggestion: `${context.advice.restart(inferenceName(context))}; ${context.advice.cpuUsage} shows the CPU that it takes, which --inference-cpus limits`,
    }),
  ),
  // Whatever else came back: the line says it.
  waitingCause(
    'inference-not-ready',
    'waiting',
    /not ready|before remote was ready/,
    (_match, weaviate, context) => ({
      ...(context.inference && { service: context.inference.name }),
      message: `the inference service did not become ready: ${waitStatus(weaviate)}`,
      cause: 'Weaviate asks it each second; the line says what came back.',
      suggestion: `${context.advice.logs(inferenceName(context))}; ${context.advice.inferenceAddress}`,
    }),
  ),
];
