import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addToFile } from '../../src/add/addToFile.ts';
import type { OptionInput } from '../../src/capabilities/option.ts';
import type { Given, GivenValues } from '../../src/config/given.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { RULE_GROUPS } from '../../src/lint/allRules.ts';
import { lint } from '../../src/lint/lint.ts';

const flags = (values: Readonly<Record<string, OptionInput>>): GivenValues =>
  new Map(
    Object.entries(values).map(([key, value]): [string, Given] => [
      key,
      { value, source: 'flag', label: key },
    ]),
  );

async function add(name: string, text: string, values: Readonly<Record<string, OptionInput>> = {}) {
  const given = flags(values);
  const { config } = resolveConfig(given);
  const requested = { isGiven: (key: string) => given.has(key) };
  return addToFile({ name, text }, { config, requested, services: [], ask: undefined });
}

it('lists the rules whose fixes are part of add', () => {
  const rules = RULE_GROUPS.flatMap((group) => group.rules);
  expect(rules.filter(({ partOfAdd, fixable }) => partOfAdd && !fixable)).toEqual([]);
  expect(rules.filter(({ partOfAdd }) => partOfAdd).map(({ id }) => id)).toMatchInlineSnapshot(`
    [
      "module-misspelt",
      "bind-api-missing",
      "bind-api-scheme",
      "bind-api-path",
      "bind-api-host",
      "bind-api-localhost",
      "bind-api-network",
      "bind-api-port",
      "inference-memory-low",
      "cuda-without-device",
      "health-check-tool",
      "health-check-port",
      "health-check-start-period",
      "depends-on-healthy",
      "inference-command",
      "client-timeout",
      "validate-base-url",
      "values-module-misspelt",
      "values-flag-text",
      "values-null",
      "values-quantity",
      "values-inference-memory-low",
      "values-inference-memory-missing",
      "values-readiness-late",
      "values-liveness-early",
      "values-inference-url",
      "values-gpu-request",
      "values-bare-text",
      "values-pull-secret-map",
      "values-client-timeout",
      "values-server-timeouts",
    ]
  `);
});

const VALUES = `# Everything here except the module has problems.
image:
  pullSecrets: [{name: registry}]
env:
  AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"
  AUTHENTICATION_APIKEY_ENABLED: 'true'
  AUTHENTICATION_APIKEY_USERS: ann, bob
  PERSISTENCE_LSM_MAX_SEGMENT_SIZE: 4294967296 # bytes
  PROMETHEUS_MONITORING_ENABLED: "false"
  BIND_WAIT_FOR_STARTUP: "true"
  CLUSTER_HOSTNAME: node1
envSecrets: { AUTHENTICATION_APIKEY_ALLOWED_KEYS: keys }
storage: {size: 10GB}
authorization:
  rbac: {enabled: true}
modules:
  text2vec-transformers:
    enabled: "false"
`;

describe('add changes only what ImageBind needs', () => {
  it('in values: it keeps every line, and every problem that does not concern ImageBind', async () => {
    const text = await add('values.yaml', VALUES);
    for (const line of VALUES.split('\n')) expect(text.split('\n')).toContain(line);
    const rules = (of: string) =>
      new Set(lint({ name: 'values.yaml', text: of }).findings.map((f) => f.rule));
    const before = rules(VALUES);
    expect([...before].filter((rule) => !rules(text).has(rule))).toEqual([]);
    // New findings about ImageBind are infos at most.
    const news = lint({ name: 'values.yaml', text }).findings.filter(({ rule }) => !before.has(rule));
    expect(news.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(parse(text).modules['multi2vec-bind'].enabled).toBe(true);
    expect(await add('values.yaml', text)).toBe(text);
  });

  it('in the block of the module: it fixes what prevents the deployment', async () => {
    const text = await add(
      'values.yaml',
      `modules:\n  multi2vec-bind:\n    enabled: true\n    tag:\n    envconfig: {enable_cuda: "false"}\n    resources: {limits: {memory: 12GB}}\n`,
    );
    const block = parse(text).modules['multi2vec-bind'];
    expect(block).toMatchObject({
      envconfig: { enable_cuda: false },
      resources: { limits: { memory: '12Gi' } },
    });
    expect(block).not.toHaveProperty('tag');
  });

  it('in a Compose file: it does not change health checks, hosts, users and keys of Weaviate', async () => {
    const compose = `version: "3.8"
services:
  weaviate:
    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11
    environment:
      AUTHENTICATION_APIKEY_ENABLED: "true"
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: one, two
      AUTHENTICATION_APIKEY_USERS: ann, bob
      LIMIT_RESOURCES: "1"
    healthcheck:
      test: ["CMD", "wget", "-q", "--spider", "http://localhost:8080/v1/.well-known/ready"]
    volumes: [data:/var/lib/weaviate]
  other:
    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11
    environment:
      MODULES_CLIENT_TIMEOUT: "300"
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:8080/v1/.well-known/ready"]
`;
    const given = flags({});
    const { config } = resolveConfig(given);
    const text = await addToFile(
      { name: 'docker-compose.yml', text: compose },
      { config, requested: { isGiven: () => false }, services: ['weaviate'], ask: undefined },
    );
    for (const line of compose.split('\n')) expect(text.split('\n')).toContain(line);
    expect(parse(text).services.other).toEqual(parse(compose).services.other);
    expect(parse(text).services.weaviate.environment).not.toHaveProperty('CLUSTER_HOSTNAME');
  });
});

describe('add to values that set the ImageBind server with variables', () => {
  const VARIABLES = `image: {tag: 1.38.11}
service: {type: ClusterIP}
grpcService: {type: ClusterIP}
env:
  BIND_INFERENCE_API: http://imagebind.models:8080
  ENABLE_MODULES: multi2vec-bind
  LOG_LEVEL: debug # for now
`;
  const twice = (text: string) =>
    lint({ name: 'values.yaml', text }).findings.filter(({ rule }) => rule === 'values-env-twice');
  const EXTERNAL = { 'inference.mode': 'external', 'inference.url': 'http://gpu.example.com:9000' };

  it('keeps the variables', async () => {
    expect(parse(await add('values.yaml', VARIABLES))).toEqual({
      ...parse(VARIABLES),
      env: { ...parse(VARIABLES).env, MODULES_CLIENT_TIMEOUT: '300s' },
    });
  });

  it.each([
    ['another address', EXTERNAL, { enabled: false, inferenceUrl: 'http://gpu.example.com:9000' }],
    ['its own server', { 'inference.mode': 'container' }, { enabled: true }],
  ])('moves to %s in the block of the module, and removes the variables', async (_, given, block) => {
    const text = await add('values.yaml', VARIABLES, given);
    expect(parse(text).modules['multi2vec-bind']).toMatchObject(block);
    expect(parse(text).env).toEqual({ LOG_LEVEL: 'debug', MODULES_CLIENT_TIMEOUT: '300s' });
    expect(text).toContain('  LOG_LEVEL: debug # for now\n');
    expect(twice(text)).toEqual([]);
    expect(await add('values.yaml', text, given)).toBe(text);
    // Without the flag, nothing changes either.
    expect(await add('values.yaml', text)).toBe(text);
  });

  it('keeps the address if a module of the chart overrides the variables', async () => {
    const text = await add('values.yaml', `${VARIABLES}modules:\n  text2vec-openai: {enabled: true}\n`);
    expect(parse(text).modules['multi2vec-bind']).toEqual({ inferenceUrl: 'http://imagebind.models:8080' });
    expect(twice(text)).toEqual([]);
  });

  it('rejects values if other modules would be lost', async () => {
    const text = VARIABLES.replace('ENABLE_MODULES: ', '$&text2vec-openai,');
    await expect(add('values.yaml', text, EXTERNAL)).rejects.toMatchObject({
      message: expect.stringContaining('env.ENABLE_MODULES enables modules'),
      suggestion: expect.stringContaining('set enabled: true for modules.text2vec-openai'),
    });
  });
});

describe('add to several Weaviate services', () => {
  const both = async (first: string, second: string) => {
    const text = `services:
  n1:
    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11
    environment: {CLUSTER_HOSTNAME: n1${first}}
  n2:
    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11
    environment: {CLUSTER_HOSTNAME: n2}
${second}`;
    const { config } = resolveConfig(new Map());
    const requested = { isGiven: () => false };
    return parse(
      await addToFile(
        { name: 'docker-compose.yml', text },
        { config, requested, services: ['n1', 'n2'], ask: undefined },
      ),
    ).services;
  };

  it('adds the model without a profile if one of them has none', async () => {
    const { n2, ...others } = await both('', '    profiles: [vectors]\n');
    expect(n2.profiles).toEqual(['vectors']);
    expect(others['multi2vec-bind']).not.toHaveProperty('profiles');
  });

  it('uses the external server of one of them for all', async () => {
    const { n1, n2, ...others } = await both(', BIND_INFERENCE_API: "http://gpu.example.com:9000"', '');
    expect(others).toEqual({});
    for (const { environment } of [n1, n2])
      expect(environment.BIND_INFERENCE_API).toBe('http://gpu.example.com:9000');
  });
});
