import { describe, expect, it } from 'vitest';
import { stackOf } from '../../src/stack/stack.ts';
import { chartValues } from '../../src/stack/values.ts';
import { configOf } from '../support/config.ts';

const values = (line: string) => chartValues(stackOf(configOf(line), 'helm'));

it('have the documented defaults', () => {
  expect(values('').modules['multi2vec-bind']).toMatchObject({
    enabled: true,
    tag: 'imagebind-1.0.2',
    repo: 'semitechnologies/multi2vec-bind',
    registry: 'cr.weaviate.io',
    envconfig: { enable_cuda: false },
    resources: { limits: { memory: '12Gi' } },
  });
});

describe('the GPU', () => {
  it.each([
    ['', false, undefined],
    ['--cuda', true, 1],
    ['--cuda --gpus 4', true, 4],
  ])('%j: enable_cuda %j with a limit of %j', (line, enabled, count) => {
    const bind = values(line).modules['multi2vec-bind'] as {
      envconfig: { enable_cuda: boolean };
      resources: { limits: Record<string, unknown> };
      strategy?: unknown;
    };
    expect(bind.envconfig.enable_cuda).toBe(enabled);
    expect(bind.resources.limits['nvidia.com/gpu']).toBe(count);
    expect(bind.strategy).toEqual(enabled ? { type: 'Recreate' } : undefined);
  });
});

// The chart sets these after those of the values: a line here would be misleading, because it has no effect.
it.each([
  'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED',
  'BIND_INFERENCE_API',
  'CLUSTER_HOSTNAME',
  'DEFAULT_VECTORIZER_MODULE',
  'ENABLE_MODULES',
  'PERSISTENCE_DATA_PATH',
])('leave %s to the chart', (name) => {
  expect(values('').env).not.toHaveProperty(name);
});

it.each<[string, string | undefined]>([
  ['', '1'],
  ['--replicas 3', undefined],
  ['--replicas 3 --raft-timeouts-multiplier 8', '8'],
])('%j: the Raft timeouts are multiplied by %j', (line, multiplier) => {
  expect(values(line).env['RAFT_TIMEOUTS_MULTIPLIER']).toBe(multiplier);
});

it.each([
  ['', true, undefined],
  ['--auth api-key --name lab', false, { AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'lab-api-keys' }],
])('%j: anonymous access %j, secrets %j', (line, anonymous, secrets) => {
  const { authentication, envSecrets, env } = values(line);
  expect(authentication.anonymous_access.enabled).toBe(anonymous);
  expect(envSecrets).toEqual(secrets);
  expect(env).not.toHaveProperty('AUTHENTICATION_APIKEY_ALLOWED_KEYS');
});

it('wait in an init container as long as the model may take to load', () => {
  const { initContainers } = values('--start-period 62s');
  const [container] = initContainers.extraInitContainers ?? [];
  expect(container?.command[2]).toContain('seq 62)');
  expect(container?.command[2]).toContain('http://bind-inference:8080/.well-known/ready');
});

it('let no pod wait for the first run of a probe', () => {
  const { startupProbe, readinessProbe, modules } = values('');
  expect([startupProbe, readinessProbe, modules['multi2vec-bind']?.['readinessProbe']]).toEqual([
    expect.objectContaining({ enabled: true, initialDelaySeconds: 0, periodSeconds: 1 }),
    { initialDelaySeconds: 0 },
    expect.objectContaining({ initialDelaySeconds: 0 }),
  ]);
});

it('probe the inference pod only after the time that the model may need', () => {
  expect(values('--start-period 20m').modules['multi2vec-bind']).toMatchObject({
    livenessProbe: { initialDelaySeconds: 1200 },
  });
});

it('pass on the address of an external endpoint, and wait for nothing', () => {
  const { modules, initContainers } = values('--inference external --inference-url http://gpu:8080');
  expect(modules['multi2vec-bind']).toEqual({ enabled: false, inferenceUrl: 'http://gpu:8080' });
  expect(initContainers).not.toHaveProperty('extraInitContainers');
});

it('do not wait for the stub, which is ready at once', () => {
  expect(values('--inference stub').initContainers).not.toHaveProperty('extraInitContainers');
});

it('never pull the image of the stub', () => {
  expect(values('--inference stub').modules['multi2vec-bind']).toMatchObject({
    registry: 'localhost',
    imagePullPolicy: 'Never',
  });
});

it('contain the node selector, tolerations and further modules', () => {
  const { modules } = values('--node-selector a=b --toleration c=d:NoExecute --module generative-ollama');
  expect(modules).toMatchObject({
    'multi2vec-bind': {
      nodeSelector: { a: 'b' },
      tolerations: [{ key: 'c', operator: 'Equal', value: 'd', effect: 'NoExecute' }],
    },
    'generative-ollama': { enabled: true },
  });
});

it.each([
  ['', { size: '32Gi' }],
  ['--storage-size 500m --storage-class gold', { size: '500Mi', storageClassName: 'gold' }],
])('%j: storage %j', (line, storage) => {
  expect(values(line).storage).toEqual(storage);
});

// The chart's default is LoadBalancer, which may be open to the internet.
it.each(['ClusterIP', 'NodePort', 'LoadBalancer'])('expose both REST and gRPC as %s', (type) => {
  const { service, grpcService } = values(`--service-type ${type}`);
  expect([service.type, grpcService.type]).toEqual([type, type]);
});

it.each([
  ['', undefined],
  ['--replicas 3', '3'],
  ['--replicas 5', '3'],
  ['--replicas 3 --env REPLICATION_MINIMUM_FACTOR=1', '1'],
])('%j: each new collection has at least %j copies', (line, factor) => {
  expect(values(line).env['REPLICATION_MINIMUM_FACTOR']).toBe(factor);
});
