import { describe, expect, it } from 'vitest';
import { OWNED_VARIABLES } from '../../src/config/rules.ts';
import { timeoutArguments, weaviateEnvironment } from '../../src/stack/weaviate.ts';
import { configOf } from '../support/config.ts';

const DETAILS = {
  inferenceUrl: 'http://inference:8080',
  dataPath: '/data',
  backupsPath: '/backups',
  googleKeyFile: '/key.json',
  nodes: 1,
};

function environment(line: string, details = DETAILS): Record<string, string> {
  const variables = weaviateEnvironment(configOf(line), details);
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

it('connects Weaviate to the inference server and its data', () => {
  expect(environment('')).toMatchObject({
    BIND_INFERENCE_API: 'http://inference:8080',
    PERSISTENCE_DATA_PATH: '/data',
    CLUSTER_HOSTNAME: 'node1',
    DEFAULT_VECTORIZER_MODULE: 'none',
    AUTOSCHEMA_ENABLED: 'false',
    GO_PROFILING_DISABLE: 'true',
  });
});

it.each<[string, string, string | undefined]>([
  ['', 'ENABLE_MODULES', 'multi2vec-bind'],
  ['--module generative-ollama', 'ENABLE_MODULES', 'multi2vec-bind,generative-ollama'],
  ['--module multi2vec-bind', 'ENABLE_MODULES', 'multi2vec-bind'],
  // 90% of the limit, in whole mebibytes.
  ['', 'GOMEMLIMIT', '3686MiB'],
  ['--weaviate-memory 1000m', 'GOMEMLIMIT', '900MiB'],
  ['--weaviate-memory 10g', 'GOMEMLIMIT', '9216MiB'],
  // With a unit: Weaviate exits on a bare number.
  ['', 'MODULES_CLIENT_TIMEOUT', '300s'],
  ['--inference-timeout 10m', 'MODULES_CLIENT_TIMEOUT', '600s'],
  ['', 'DISABLE_TELEMETRY', 'true'],
  ['--no-telemetry', 'DISABLE_TELEMETRY', 'true'],
  ['--telemetry', 'DISABLE_TELEMETRY', undefined],
  ['', 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED', 'true'],
  ['', 'AUTHENTICATION_APIKEY_ENABLED', undefined],
  ['--auth api-key', 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED', 'false'],
  ['--auth api-key', 'AUTHENTICATION_APIKEY_ENABLED', 'true'],
  ['', 'API_BASED_MODULES_DISABLED', 'true'],
  ['--module text2vec-openai', 'API_BASED_MODULES_DISABLED', 'true'],
  ['--env API_BASED_MODULES_DISABLED=false', 'API_BASED_MODULES_DISABLED', 'false'],
  ['', 'CORS_ALLOW_ORIGIN', 'none'],
  ['--auth api-key', 'CORS_ALLOW_ORIGIN', 'none'],
  ['--cors-origin http://localhost:3000', 'CORS_ALLOW_ORIGIN', 'http://localhost:3000'],
  ['--cors-origin *', 'CORS_ALLOW_ORIGIN', '*'],
  ['--auth api-key', 'AUTHENTICATION_APIKEY_USERS', 'admin'],
  ['--auth api-key', 'AUTHENTICATION_APIKEY_ALLOWED_KEYS', 'WEAVIATE_API_KEY'],
  ['--env LIMIT=100', 'LIMIT', '100'],
  ['--env LIMIT=', 'LIMIT', ''],
])('%j: %s is %j', (line, name, value) => {
  expect(environment(line)[name]).toBe(value);
});

it.each<[string, number, string | undefined]>([
  // A single node has no one to wait for.
  ['', 1, '1'],
  ['', 3, undefined],
  ['--raft-timeouts-multiplier 7', 1, '7'],
  ['--raft-timeouts-multiplier 7', 3, '7'],
  ['--weaviate-tag 1.34.0', 1, '1'],
  ['--weaviate-tag latest', 1, '1'],
  // The default of older servers is 1, or they do not read the variable.
  ['--weaviate-tag 1.33.0', 1, undefined],
  ['--weaviate-tag 1.30.23', 1, undefined],
])('%j with %i nodes: the Raft timeouts are multiplied by %j', (line, nodes, value) => {
  expect(environment(line, { ...DETAILS, nodes })['RAFT_TIMEOUTS_MULTIPLIER']).toBe(value);
});

it('marks only the key as a secret', () => {
  const variables = weaviateEnvironment(configOf('--auth api-key --env A=1'), DETAILS);
  expect(variables.filter(({ secret }) => secret).map(({ name }) => name)).toEqual([
    'AUTHENTICATION_APIKEY_ALLOWED_KEYS',
  ]);
});

describe('the list of owned variables', () => {
  // Setting a variable twice breaks the YAML, or the effective value depends on the target.
  it.each(['', '--auth api-key', '--telemetry'])('contains every variable that is set with %j', (line) => {
    const others = Object.keys(environment(line)).filter((name) => !OWNED_VARIABLES.has(name));
    // --env may change this one; it is then set only once.
    expect(others).toEqual(['API_BASED_MODULES_DISABLED']);
  });

  it('suggests an alternative for each', () => {
    expect([...OWNED_VARIABLES.values()].every((suggestion) => suggestion !== '')).toBe(true);
  });
});

it.each([
  ['', '330s'],
  ['--inference-timeout 10m', '630s'],
])('%j: a response may take 30 s longer than the module', (line, seconds) => {
  expect(timeoutArguments(configOf(line))).toEqual([
    `--read-timeout=${seconds}`,
    `--write-timeout=${seconds}`,
  ]);
});
