import { expect, it } from 'vitest';
import {
  BIND,
  expectFinding,
  type Fault,
  failedLaunch,
  override,
  READY,
  type Services,
  settings,
  stubArguments,
  testFaults,
  weaviateWith,
} from '../support/launchFault.ts';
import { newPlace } from '../support/place.ts';
import { describeWith, docker } from '../support/requirements.ts';

const ADDRESS = `http://${BIND}:8080`;

/** The inference service runs a command, and Weaviate does not wait for it. */
function unawaited(command: readonly string[], part: object = {}): Services {
  return {
    [BIND]: { command, stop_grace_period: '1s', healthcheck: { disable: true }, ...part },
    weaviate: { stop_grace_period: '1s', depends_on: { [BIND]: { condition: 'service_started' } } },
  };
}

/** Enough time for the messages that Weaviate logs each second, even with several stacks at once. */
const SOON = '--timeout 15s';

/** Weaviate waits in vain; the cause is found before its 120 s are over. */
const WAITING: readonly Fault[] = [
  {
    title: 'an address that ends with a slash',
    override: settings({ BIND_INFERENCE_API: `${ADDRESS}/` }),
    flags: SOON,
    code: 'inference-url-path',
    service: 'weaviate',
    message: 'has no /.well-known/ready (status 404); Weaviate waits up to 120 s for it',
    cause: 'ends with a slash',
    evidence: 'not ready: status 404',
    suggestion: 'without a slash or a path at the end',
  },
  {
    title: 'a host that does not exist',
    override: settings({ BIND_INFERENCE_API: 'http://multi2vec-bindd:8080' }),
    flags: SOON,
    code: 'inference-host',
    service: 'weaviate',
    message: 'at multi2vec-bindd, a name that does not exist',
    cause: `The service is called ${BIND}`,
    evidence: 'lookup multi2vec-bindd',
    suggestion: `BIND_INFERENCE_API: ${ADDRESS}`,
  },
  {
    title: 'another port',
    override: settings({ BIND_INFERENCE_API: `http://${BIND}:8081` }),
    flags: SOON,
    code: 'inference-port',
    service: 'weaviate',
    message: 'the inference service is ready, but nothing responds at',
    cause: 'The port in BIND_INFERENCE_API is wrong',
    evidence: ':8081: connect: connection refused',
    suggestion: `BIND_INFERENCE_API: ${ADDRESS}`,
  },
  {
    title: 'localhost',
    override: settings({ BIND_INFERENCE_API: 'http://localhost:8081' }),
    flags: SOON,
    code: 'inference-port',
    service: 'weaviate',
    message: 'the inference service is ready, but nothing responds at',
    cause: 'localhost are that container itself',
    evidence: 'connection refused',
    suggestion: `BIND_INFERENCE_API: ${ADDRESS}`,
  },
  {
    title: 'an address without http://',
    override: settings({ BIND_INFERENCE_API: `${BIND}:8080` }),
    flags: SOON,
    code: 'inference-url-scheme',
    service: 'weaviate',
    message: 'BIND_INFERENCE_API is not a valid URL',
    cause: 'It does not start with http://',
    evidence: 'unsupported protocol scheme',
    suggestion: `BIND_INFERENCE_API: ${ADDRESS}`,
  },
  {
    title: 'MODULES_VALIDATE_BASE_URL',
    override: settings({ MODULES_VALIDATE_BASE_URL: 'true' }),
    flags: SOON,
    code: 'base-url-validated',
    service: 'weaviate',
    message: 'Weaviate refuses to call the inference service at',
    cause: 'MODULES_VALIDATE_BASE_URL is on',
    evidence: 'refusing to dial internal address',
    suggestion: 'remove MODULES_VALIDATE_BASE_URL',
  },
  {
    title: 'an inference service in another network',
    override: JSON.stringify({
      services: { [BIND]: { ...READY, networks: ['other'] }, weaviate: { stop_grace_period: '1s' } },
      networks: { other: {} },
    }),
    flags: SOON,
    code: 'inference-host',
    service: 'weaviate',
    message: `at ${BIND}, a name that does not exist`,
    cause: "Nothing in Weaviate's network has that name",
    evidence: `lookup ${BIND}`,
    suggestion: 'both services in one network',
  },
  {
    title: 'an inference service that is still loading',
    override: unawaited(['sh', '-c', 'echo loading; exec sleep 600']),
    flags: SOON,
    code: 'inference-loading',
    service: BIND,
    message: 'is still loading, or listens at another address; Weaviate waits up to 120 s for it',
    cause: 'Its port opens when the model is loaded',
    evidence: 'connection refused',
    suggestion: 'depends_on with condition: service_healthy',
  },
  {
    title: 'an inference service that reports that it is not ready',
    override: unawaited(stubArguments('--ready-after-ms', '600000')),
    flags: SOON,
    code: 'inference-not-ready',
    service: BIND,
    message: 'is not ready (status 503); Weaviate waits up to 120 s for it',
    cause: 'a server that opens its port while it loads',
    evidence: 'not ready: status 503',
    suggestion: `docker compose logs ${BIND}`,
  },
  {
    title: 'an inference service that hangs',
    override: unawaited(stubArguments('--fail', 'hang')),
    flags: SOON,
    code: 'inference-hangs',
    service: BIND,
    message: 'does not respond within half a second; Weaviate waits up to 120 s for it',
    cause: 'sends nothing: it hangs',
    evidence: 'context deadline exceeded',
    suggestion: `docker compose restart ${BIND}`,
  },
  {
    title: 'an inference service that exits in the meantime',
    override: unawaited(['sh', '-c', 'echo loading; sleep 3; exit 4'], { restart: 'no' }),
    flags: SOON,
    code: 'exited',
    service: BIND,
    message: 'the inference service exited with exit code 4',
    cause: 'Its program exited by itself',
    evidence: 'loading',
    suggestion: `docker compose logs ${BIND}`,
  },
  {
    title: 'a health check of Weaviate that cannot succeed',
    override: weaviateWith({
      healthcheck: { test: ['CMD', 'false'], interval: '1s', retries: 2, start_period: '1s' },
    }),
    code: 'unhealthy',
    service: 'weaviate',
    message: 'Weaviate is running, but its health check fails',
    cause: '',
    evidence: '',
    suggestion: 'docker compose logs weaviate',
  },
  {
    title: 'less time than Weaviate needs',
    override: weaviateWith({ entrypoint: ['sh', '-c', 'sleep 600'] }),
    flags: '--timeout 4s',
    code: 'still-starting',
    service: 'weaviate',
    message: 'Weaviate was not ready in time',
    cause: 'It is running without an error',
    suggestion: 'bindstack up --timeout 1200s',
  },
];

describeWith([docker], 'a launch of containers fails because Weaviate does not become ready:', () => {
  testFaults(WAITING, 4);

  it('another CLUSTER_HOSTNAME with existing data: hostname-changed', async () => {
    const place = newPlace();
    await place.generate('--modalities text');
    await override(place, weaviateWith({ healthcheck: { interval: '1s' } }));
    await place.succeed('up --no-preflight');
    await place.succeed('down');
    await override(place, settings({ CLUSTER_HOSTNAME: 'node2' }));
    const { diagnosis } = failedLaunch(await place.run('up --no-preflight --json --timeout 15s'));
    expectFinding(diagnosis, {
      code: 'hostname-changed',
      service: 'weaviate',
      message: 'its data belongs to a node with another name',
      cause: 'CLUSTER_HOSTNAME has changed',
      evidence: 'not part of a stable configuration',
      suggestion: 'RAFT_ENABLE_ONE_NODE_RECOVERY',
    });
    expect(await place.leftovers()).toEqual([]);
  });
});
