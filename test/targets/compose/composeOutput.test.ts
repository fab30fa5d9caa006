import { describe, expect, it } from 'vitest';
import {
  hasHealthCheck,
  parseConfig,
  parseInspected,
  parsePs,
  publishedEndpoints,
} from '../../../src/targets/compose/composeOutput.ts';
import { CONFIGS, OUTCOMES, type Scenario } from './recordings.ts';

/** A line of `docker inspect` output with a recorded state. */
const lineWith = (state: string) =>
  `{"id":"a","image":"b","restarts":0,"memory":0,"state":${state.trim()}}\n`;

describe.each(['2.26.1', '2.40.3'] as const)('Compose %s', (version) => {
  it.each<[Scenario, string[], object]>([
    [
      'ok',
      ['multi2vec-bind running healthy 0', 'weaviate running healthy 0'],
      { ExitCode: 0, OOMKilled: false },
    ],
    ['exit1', ['multi2vec-bind exited  3', 'weaviate created  0'], { ExitCode: 3, OOMKilled: false }],
    ['oom', ['multi2vec-bind exited  137', 'weaviate created  0'], { ExitCode: 137, OOMKilled: true }],
    [
      'unhealthy',
      ['multi2vec-bind running unhealthy 0', 'weaviate created  0'],
      { ExitCode: 0, OOMKilled: false },
    ],
  ])('after %s', (scenario, containers, state) => {
    const { ps, state: inspected } = OUTCOMES[version][scenario];
    const listed = parsePs(ps);
    expect(listed.map((c) => `${c.Service} ${c.State} ${c.Health} ${c.ExitCode}`)).toEqual(containers);
    expect(listed.every(({ ID }) => /^[0-9a-f]{12}$/.test(ID))).toBe(true);
    expect(parseInspected(lineWith(inspected))[0]?.state).toMatchObject(state);
  });

  it('reads the single list that Compose printed up to 2.20', () => {
    const lines = OUTCOMES[version].ok.ps.trim().split('\n');
    expect(parsePs(`[${lines.join(',')}]\n`)).toEqual(parsePs(OUTCOMES[version].ok.ps));
  });
});

it.each(['', '\n', '[]'])('finds no container in %j', (stdout) => {
  expect(parsePs(stdout)).toEqual([]);
});

it.each(['no JSON', '{"ID":1}', '[1]'])('throws for %j', (stdout) => {
  expect(() => parsePs(stdout)).toThrow();
});

it.each(['', '\n', '{}', lineWith('{"ExitCode":"1"}')])('finds no state in %j', (stdout) => {
  expect(parseInspected(stdout)).toEqual([]);
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
