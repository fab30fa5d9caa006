import { describe, expect, it } from 'vitest';
import {
  CLUSTER_PORTS,
  serverArguments,
  serverEnvironment,
} from '../../../src/targets/embedded/weaviateProcess.ts';
import { endpoints } from '../../../src/targets/shared/stackState.ts';
import { configOf } from '../../support/config.ts';

function environment(line: string, apiKey?: string): Record<string, string> {
  return serverEnvironment(configOf(line), {
    inferenceUrl: 'http://127.0.0.1:8081',
    dataPath: '/data',
    backupsPath: '/backups',
    googleKeyFile: '/key.json',
    firstPort: 20_000,
    secrets: { ...(apiKey !== undefined && { WEAVIATE_API_KEY: apiKey }) },
  });
}

describe('the environment', () => {
  // Weaviate expects the data port right after the gossip port, and Raft's RPC port right after the Raft port.
  it('gives the cluster consecutive ports', () => {
    const { CLUSTER_GOSSIP_BIND_PORT, CLUSTER_DATA_BIND_PORT, RAFT_PORT, RAFT_INTERNAL_RPC_PORT } =
      environment('');
    const ports = [CLUSTER_GOSSIP_BIND_PORT, CLUSTER_DATA_BIND_PORT, RAFT_PORT, RAFT_INTERNAL_RPC_PORT];
    expect(ports).toEqual(['20000', '20001', '20002', '20003']);
    expect(ports).toHaveLength(CLUSTER_PORTS);
  });

  it('lets the only node elect itself at once', () => {
    expect(environment('')).toMatchObject({ RAFT_TIMEOUTS_MULTIPLIER: '1' });
    expect(environment('--replicas 3')).toMatchObject({ RAFT_TIMEOUTS_MULTIPLIER: '1' });
  });

  it('binds the cluster to loopback and protects what cannot be bound', () => {
    expect(environment('')).toMatchObject({
      CLUSTER_IN_LOCALHOST: 'true',
      CLUSTER_BIND_ADDR: '127.0.0.1',
      CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
      GO_PROFILING_DISABLE: 'true',
      CLUSTER_BASIC_AUTH_USERNAME: expect.stringMatching(/./),
      CLUSTER_BASIC_AUTH_PASSWORD: expect.stringMatching(/^[\w-]{32}$/),
    });
  });

  it('has a new password each time', () => {
    const { CLUSTER_BASIC_AUTH_PASSWORD } = environment('');
    expect(environment('')['CLUSTER_BASIC_AUTH_PASSWORD']).not.toBe(CLUSTER_BASIC_AUTH_PASSWORD);
  });

  it.each<[string, string | undefined, Record<string, string>]>([
    ['', undefined, { GRPC_PORT: '50051' }],
    ['--grpc-port 9051', undefined, { GRPC_PORT: '9051' }],
    // The key itself, since no Compose replaces its name.
    ['--auth api-key', 'sesame', { AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'sesame' }],
    ['', undefined, { BIND_INFERENCE_API: 'http://127.0.0.1:8081', PERSISTENCE_DATA_PATH: '/data' }],
    ['--env NOTE=a$b', undefined, { NOTE: 'a$b' }],
  ])('with %j and the key %j has %j', (line, key, expected) => {
    expect(environment(line, key)).toMatchObject(expected);
  });

  it('has no key if none is required', () => {
    expect(environment('')).not.toHaveProperty('AUTHENTICATION_APIKEY_ALLOWED_KEYS');
  });

  it('contains the secret itself, not the name of its variable', () => {
    expect(Object.values(environment('--auth api-key', 'sesame'))).not.toContain('WEAVIATE_API_KEY');
  });
});

it.each([
  ['', ['--host', '127.0.0.1', '--port', '8080', '--scheme', 'http']],
  ['--bind-address ::1 --http-port 9000', ['--host', '::1', '--port', '9000', '--scheme', 'http']],
])('%j: the server is started with %j and timeouts', (line, expected) => {
  expect(serverArguments(configOf(line))).toEqual([
    ...expected,
    '--read-timeout=330s',
    '--write-timeout=330s',
  ]);
});

it.each([
  ['', 'http://127.0.0.1:8080', '127.0.0.1:50051'],
  ['--bind-address 0.0.0.0 --http-port 9000', 'http://127.0.0.1:9000', '127.0.0.1:50051'],
  ['--bind-address ::', 'http://[::1]:8080', '[::1]:50051'],
  ['--bind-address ::1', 'http://[::1]:8080', '[::1]:50051'],
  ['--bind-address 192.168.1.5', 'http://192.168.1.5:8080', '192.168.1.5:50051'],
])('%j: reached at %s and %s', (line, http, grpc) => {
  expect(endpoints(configOf(line))).toEqual({ http, grpc });
});
