import { CONTAINER_HTTP_PORT } from '../../../facts/ports.ts';
import { fixDoesIt } from '../../advice.ts';
import type { Cause, Explanation, Scene, Weight } from '../../cause.ts';
import { type LineMatch, lastMatch } from '../../lines.ts';
import { inferenceName, type ServiceScene } from '../../situation.ts';

const GAVE_UP = /init context expired before remote was ready/;

/** Each second for 120 s, and once more in the last line (W: modules/multi2vec-bind/clients/startup.go). */
const NOT_READY = /multi2vec-bind inference service not ready|init context expired before remote was ready/;

/** How long Weaviate waits, which is the same for every reason. */
function gaveUp({ hasEnded, lines }: ServiceScene): string {
  const isOver = hasEnded || lines.some((line) => GAVE_UP.test(line));
  return isOver ? 'Weaviate waited 120 s for it and ended' : 'Weaviate waits for it, 120 s at most';
}

/** A reason for which Weaviate does not see the inference service, in the last line about it. */
function waitingFor(
  code: string,
  weight: Weight,
  pattern: RegExp,
  explain: (match: LineMatch, weaviate: ServiceScene, scene: Scene) => Explanation | undefined,
): Cause<ServiceScene> {
  return {
    code,
    weight,
    find(service, scene) {
      if (service.role !== 'weaviate' || service.isReady) return undefined;
      const line = lastMatch(service.lines, NOT_READY)?.line;
      const match = line === undefined ? undefined : lastMatch([line], pattern);
      const explained = match && explain(match, service, scene);
      return explained && { evidence: line, ...explained };
    },
  };
}

/** What Go says of a name that leads nowhere; the name server of Docker is 127.0.0.11. */
const LOOKUP = /lookup (?<host>\S+?)(?: on \S+)?: (?:no such host|server misbehaving|.*name resolution)/;

/** What Go says of an address where nothing listens. */
const REFUSED =
  /dial tcp (?<address>\S+): connect: (?:connection refused|no route to host|network is unreachable)|dial tcp (?<lost>\S+): i\/o timeout/;

/** Of an address as Go has it. */
const LOOPBACK = /^(?:127\.|\[::1\])/;

/** Why Weaviate does not see the inference service as ready. */
export const INFERENCE_CAUSES: readonly Cause<ServiceScene>[] = [
  // usecases/modulecomponents/base_client.go, since 1.36.19, 1.37.10, 1.38.2.
  waitingFor(
    'base-url-validated',
    'cause',
    /refusing to dial internal address "(?<address>[^"]+)"/,
    ({ group }, weaviate, scene) => ({
      message: `Weaviate refuses to call the inference service at ${group('address')}: ${gaveUp(weaviate)}`,
      cause:
        'MODULES_VALIDATE_BASE_URL is on; it forbids addresses of private networks, as those of containers and pods are.',
      suggestion: `remove MODULES_VALIDATE_BASE_URL, or ${scene.advice.variable('MODULES_VALIDATE_BASE_URL', 'false')}`,
    }),
  ),
  // Measured with `127.0.0.1:8081`; Go reads `multi2vec-bind:8080` as a scheme.
  waitingFor(
    'inference-url-scheme',
    'cause',
    /create check ready request: |unsupported protocol scheme/,
    (_match, weaviate, scene) => ({
      message: `BIND_INFERENCE_API is no address: ${gaveUp(weaviate)}`,
      cause: 'It has no http:// at its beginning, or something in it that no URL has.',
      suggestion: scene.advice.inferenceAddress,
    }),
  ),
  // The URL is used as `origin + path` (clients/vectorizer.go:100): `…:8080/` asks for `//.well-known/ready`.
  waitingFor(
    'inference-url-path',
    'cause',
    /not ready: status (?<status>404|405)\b/,
    ({ group }, weaviate, scene) => ({
      message: `what answers at BIND_INFERENCE_API knows no /.well-known/ready (status ${group('status')}): ${gaveUp(weaviate)}`,
      cause: 'The address ends in a slash or a path, or another program answers there.',
      suggestion: `${scene.advice.inferenceAddress}, without a slash or a path at its end${fixDoesIt(scene.advice)}`,
    }),
  ),
  // The name server of Docker knows running containers only.
  waitingFor('inference-not-running', 'waiting', LOOKUP, (_match, weaviate, scene) => {
    const { inference } = scene;
    if (inference?.state === undefined || inference.state === 'running') return undefined;
    const { name, state } = inference;
    return {
      service: name,
      message: `the inference service does not run (${state}): ${gaveUp(weaviate)}`,
      cause: 'Weaviate looks for it by its name, which leads nowhere while no container of it runs.',
      suggestion: scene.advice.stoppedInference(name),
    };
  }),
  waitingFor('inference-host', 'cause', LOOKUP, ({ group }, weaviate, scene) => ({
    message: `Weaviate looks for the inference service at ${group('host')}, and there is no such name: ${gaveUp(weaviate)}`,
    cause:
      scene.inference === undefined || scene.inference.name === group('host')
        ? 'The network of Weaviate has nothing of that name.'
        : `The service is called ${scene.inference.name}.`,
    suggestion: scene.advice.inferenceName,
  })),
  // The inference service is there and healthy, so that only the address can be wrong.
  waitingFor('inference-port', 'cause', REFUSED, ({ group }, weaviate, scene) => {
    const { inference } = scene;
    if (inference?.isReady !== true) return undefined;
    const address = group('address') || group('lost');
    return {
      message: `the inference service is ready, and nothing answers at ${address}: ${gaveUp(weaviate)}`,
      cause: LOOPBACK.test(address)
        ? 'Inside a container, 127.0.0.1 and localhost are that container itself.'
        : `The port in BIND_INFERENCE_API is not that of the service, which listens on ${CONTAINER_HTTP_PORT} inside, whatever port is published.`,
      suggestion: scene.advice.inferenceAddress,
    };
  }),
  // The port opens once the whole model is loaded (multi2vec-bind-inference app.py, lifespan).
  waitingFor('inference-loading', 'waiting', REFUSED, ({ group }, weaviate, scene) => {
    const { inference } = scene;
    if (inference?.state !== 'running') return undefined;
    const isStarting = inference.health === 'starting';
    return {
      service: inference.name,
      message: `the inference service ${isStarting ? 'is still loading' : 'is still loading, or listens elsewhere'}: ${gaveUp(weaviate)}`,
      cause: `Its port opens once the model is loaded, after 20 s to some minutes; Weaviate waits 120 s, which nothing can change.`,
      suggestion: scene.advice.loadingInference(
        inference.name,
        isStarting ? undefined : group('address') || group('lost'),
      ),
    };
  }),
  // Nothing is known of the service, or it does not run.
  waitingFor('inference-unreachable', 'waiting', REFUSED, ({ group }, weaviate, scene) => {
    const { inference, advice } = scene;
    const address = group('address') || group('lost');
    return {
      ...(inference && { service: inference.name }),
      message: `nothing answers at ${address}, where the inference service should be: ${gaveUp(weaviate)}`,
      cause:
        inference?.state === undefined
          ? 'It does not run, it still loads, or BIND_INFERENCE_API leads elsewhere.'
          : `The inference service does not run (${inference.state}).`,
      suggestion: advice.startInference(address),
    };
  }),
  // Measured with a server that answers 503; the stub does so with `--fail ready`.
  waitingFor(
    'inference-not-ready',
    'waiting',
    /not ready: status (?<status>\d{3})/,
    ({ group }, weaviate, scene) => ({
      ...(scene.inference && { service: scene.inference.name }),
      message: `the inference service answers, and is not ready (status ${group('status')}): ${gaveUp(weaviate)}`,
      cause:
        'The real server opens its port only when it is ready: so a proxy answers here, or a server that loads behind an open port.',
      suggestion: `${scene.advice.logs(inferenceName(scene))}; ${scene.advice.inferenceAddress}`,
    }),
  ),
  // Weaviate gives each request half a second (startup.go); measured with a server that never answers.
  waitingFor(
    'inference-hangs',
    'waiting',
    /context deadline exceeded|Client\.Timeout|\bEOF\b|connection reset by peer/,
    (_match, weaviate, scene) => ({
      ...(scene.inference && { service: scene.inference.name }),
      message: `the inference service does not answer within half a second: ${gaveUp(weaviate)}`,
      cause:
        'It takes the connection and nothing comes: it hangs, has no CPU, or a firewall swallows the packets.',
      suggestion: `${scene.advice.restart(inferenceName(scene))}; ${scene.advice.cpuUse} shows the CPU that it takes, which --inference-cpus limits`,
    }),
  ),
  // Whatever else came back: the line says it.
  waitingFor(
    'inference-not-ready',
    'waiting',
    /not ready|before remote was ready/,
    (_match, weaviate, scene) => ({
      ...(scene.inference && { service: scene.inference.name }),
      message: `the inference service did not become ready: ${gaveUp(weaviate)}`,
      cause: 'Weaviate asks it each second; the line says what came back.',
      suggestion: `${scene.advice.logs(inferenceName(scene))}; ${scene.advice.inferenceAddress}`,
    }),
  ),
];
