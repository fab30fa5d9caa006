import { describe, expect, it } from 'vitest';
import {
  hasHealthCheck,
  parseConfig,
  parseContainers,
  publishedEndpoints,
} from '../../../src/targets/compose/composeOutput.ts';
import { serviceState } from '../../../src/targets/compose/composeServices.ts';
import { CONFIGS, CONTAINERS, type Scenario } from './recordings.ts';

it.each<[Scenario, string[], boolean]>([
  ['ok', ['multi2vec-bind running healthy 0', 'weaviate running healthy 0'], false],
  // The engine reports the health of a container that has exited as unhealthy.
  ['exit1', ['multi2vec-bind exited  3', 'weaviate created  0'], false],
  ['oom', ['multi2vec-bind exited  137', 'weaviate created  0'], true],
  ['unhealthy', ['multi2vec-bind running unhealthy 0', 'weaviate created  0'], false],
])('the containers after %s', (scenario, expected, oomKilled) => {
  const states = parseContainers(CONTAINERS[scenario]).map((one) => serviceState(one.service, one));
  expect(states.map(({ name, state, health, exitCode }) => `${name} ${state} ${health} ${exitCode}`)).toEqual(
    expected,
  );
  expect(states[0]?.oomKilled).toBe(oomKilled);
});

it('lists the first container of a scaled service first', () => {
  const [line = ''] = CONTAINERS.ok.split('\n');
  const numbered = ['10', '2', '1'].map((number) => line.replace('"number":"1"', `"number":"${number}"`));
  expect(parseContainers(numbered.join('\n')).map(({ number }) => number)).toEqual([1, 2, 10]);
});

it.each(['', '\n'])('finds no container in %j', (stdout) => {
  expect(parseContainers(stdout)).toEqual([]);
});

it.each(['no JSON', '{"id":1}', '[1]'])('throws for %j', (stdout) => {
  expect(() => parseContainers(stdout)).toThrow();
});

describe('the endpoints', () => {
  it.each([
    ['defaults', 'http://127.0.0.1:8080', '127.0.0.1:50051'],
    ['ipv6-bind', 'http://[::1]:8080', '[::1]:50051'],
    // Published on every interface: reached through loopback.
    ['everything', 'http://127.0.0.1:9080', '127.0.0.1:9051'],
  ] as const)('of snapshots/%s are %s and %s', (folder, http, grpc) => {
    expect(publishedEndpoints(parseConfig(CONFIGS[folder]))).toEqual({ http, grpc });
  });

  it.each([
    ['no service weaviate', {}, undefined],
    ['no ports', { weaviate: {} }, undefined],
    ['another port', { weaviate: { ports: [{ target: 80, published: '80' }] } }, undefined],
    ['an unpublished port', { weaviate: { ports: [{ target: 8080 }] } }, undefined],
    ['a port as a number', { weaviate: { ports: [{ target: 8080, published: 9 }] } }, 'http://127.0.0.1:9'],
    [
      'any IPv6 address',
      { weaviate: { ports: [{ target: 8080, published: '9', host_ip: '::' }] } },
      'http://[::1]:9',
    ],
    [
      'a port that the command sets',
      {
        weaviate: {
          command: ['--host', '0.0.0.0', '--port', '8001', '--scheme', 'http'],
          ports: [
            { target: 8080, published: '8' },
            { target: 8001, published: '9' },
          ],
        },
      },
      'http://127.0.0.1:9',
    ],
  ])('with %s', (_what, services, http) => {
    const config = parseConfig(JSON.stringify({ name: 'a', services }));
    expect(publishedEndpoints(config)).toEqual({ http, grpc: undefined });
  });

  it('are those of the server in host network mode', () => {
    const weaviate = { network_mode: 'host', command: null, environment: { GRPC_PORT: '50060' } };
    const config = parseConfig(JSON.stringify({ name: 'a', services: { weaviate } }));
    expect(publishedEndpoints(config)).toEqual({ http: 'http://127.0.0.1:8080', grpc: '127.0.0.1:50060' });
  });
});

it.each([
  ['a health check', { healthcheck: { test: ['CMD', 'true'] } }, true],
  ['a disabled health check', { healthcheck: { disable: true } }, false],
  ['no health check', {}, false],
])('hasHealthCheck for a service with %s', (_what, weaviate, expected) => {
  const config = parseConfig(JSON.stringify({ name: 'a', services: { weaviate } }));
  expect(hasHealthCheck(config, 'weaviate')).toBe(expected);
  expect(hasHealthCheck(config, 'multi2vec-bind')).toBe(false);
});
