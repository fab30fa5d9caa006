import { describe, expect, it } from 'vitest';
import { dataMount } from '../../src/capabilities/persistence.ts';
import { composeProject, composeValue, portMapping } from '../../src/stack/compose.ts';
import { stackOf } from '../../src/stack/stack.ts';
import { configOf } from '../support/config.ts';

function project(line: string) {
  return composeProject(stackOf(configOf(line), 'compose'));
}

const bind = (line: string) => project(line).services['multi2vec-bind'];
const weaviate = (line: string) => project(line).services.weaviate;

describe('the defaults', () => {
  it('are those documented', () => {
    expect(bind('')).toMatchObject({
      image: 'cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind-1.0.2',
      mem_limit: '12g',
      environment: { ENABLE_CUDA: '0' },
    });
    expect(weaviate('').environment).toMatchObject({
      ENABLE_MODULES: 'multi2vec-bind',
      BIND_INFERENCE_API: 'http://multi2vec-bind:8080',
    });
  });

  it('make Weaviate wait for the model', () => {
    expect(weaviate('')).toMatchObject({
      depends_on: { 'multi2vec-bind': { condition: 'service_healthy' } },
    });
    expect(bind('')?.healthcheck).toMatchObject({ start_period: '600s' });
  });

  it('do not make Weaviate wait for a health check of the stub', () => {
    expect(weaviate('--inference stub')).toMatchObject({
      depends_on: { 'multi2vec-bind': { condition: 'service_started' } },
    });
  });

  it('publish no port of the inference server, and harden both services', () => {
    expect(bind('')).not.toHaveProperty('ports');
    const hardened = { cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] };
    expect(bind('')).toMatchObject(hardened);
    expect(weaviate('')).toMatchObject(hardened);
  });

  it('rotate the log of every service', () => {
    const logging = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } };
    for (const line of ['', '--inference stub']) expect(bind(line)).toMatchObject({ logging });
    expect(weaviate('')).toMatchObject({ logging });
  });
});

describe('the GPU', () => {
  const reserved = (which: object) => ({
    resources: { reservations: { devices: [{ driver: 'nvidia', ...which, capabilities: ['gpu'] }] } },
  });

  // ENABLE_CUDA and the reservation depend on each other: one without the other fails.
  it.each([
    ['', '0', undefined],
    ['--no-cuda', '0', undefined],
    ['--cuda', '1', reserved({ count: 1 })],
    ['--cuda --gpus 2', '1', reserved({ count: 2 })],
    ['--cuda --gpus all --target compose', '1', reserved({ count: 'all' })],
    ['--cuda --gpu-device 0 --gpu-device 2 --target compose', '1', reserved({ device_ids: ['0', '2'] })],
  ])('%j: ENABLE_CUDA %s', (line, enabled, deploy) => {
    expect(bind(line)?.environment?.['ENABLE_CUDA']).toBe(enabled);
    expect(bind(line)?.deploy).toEqual(deploy);
  });

  it('is selected by CUDA_CORE', () => {
    const { environment } = bind('--cuda --cuda-core cuda:1 --target compose') ?? {};
    expect(environment?.['CUDA_CORE']).toBe('cuda:1');
    expect(bind('')?.environment).not.toHaveProperty('CUDA_CORE');
  });
});

it.each([
  ['0.5', '1'],
  ['1', '1'],
  ['3.9', '3'],
])('%s CPUs are a limit and %s threads', (cpus, threads) => {
  const service = bind(`--inference-cpus ${cpus}`);
  expect(service?.cpus).toBe(Number(cpus));
  expect(service?.environment?.['OMP_NUM_THREADS']).toBe(threads);
});

it.each([
  ['volume', 'weaviate-data:/var/lib/weaviate'],
  ['directory', './weaviate-data:/var/lib/weaviate'],
  ['none', undefined],
] as const)('persistence %s mounts %s', (persistence, mount) => {
  expect(dataMount(persistence)).toBe(mount);
  const { volumes, services } = project(`--persistence ${persistence}`);
  expect(services.weaviate.volumes).toEqual(mount === undefined ? undefined : [mount]);
  expect(volumes).toEqual(persistence === 'volume' ? { 'weaviate-data': null } : undefined);
});

it.each([
  ['--inference external --inference-url https://gpu/bind', 'https://gpu/bind', undefined],
  ['--inference stub', 'http://multi2vec-bind:8080', 'docker.io/library/node:22-alpine'],
])('%s: Weaviate uses %s', (line, url, image) => {
  expect(weaviate(line).environment['BIND_INFERENCE_API']).toBe(url);
  expect(bind(line)?.image).toBe(image);
  expect('depends_on' in weaviate(line)).toBe(image !== undefined);
});

it.each([
  ['127.0.0.1', '127.0.0.1:9000:8080'],
  ['0.0.0.0', '0.0.0.0:9000:8080'],
  ['::1', '[::1]:9000:8080'],
])('publishes on %s as %s', (address, expected) => {
  expect(portMapping({ address, published: 9000, target: 8080 })).toBe(expected);
});

it.each([
  ['a', undefined, 'a'],
  ['a$b', undefined, 'a$$b'],
  ['${A}', undefined, '$${A}'],
  ['$$', undefined, '$$$$'],
  ['KEY', 'api-key', '${KEY:?run bindstack generate --auth api-key, which puts KEY into .env}'],
  ['KEY', 'backup', '${KEY:?set KEY in .env}'],
] as const)('the value %j (secret %j) is %s', (value, secret, expected) => {
  expect(composeValue({ value, ...(secret && { secret }) })).toBe(expected);
});
