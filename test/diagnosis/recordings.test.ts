import { describe, expect, it } from 'vitest';
import { diagnose, observed, weaviate } from './observed.ts';
import { composeRun, composeScenarios, weaviateLog } from './recordings.ts';

const bind = 'multi2vec-bind';

/** Per scenario and run: code, service and evidence of the only diagnosis; undefined if the stack runs. */
const EXPECTED: Record<
  string,
  readonly (readonly [code: string, service: string | null, evidence?: RegExp] | undefined)[]
> = {
  ok: [undefined],
  badyaml: [
    [
      'bad-compose-file',
      null,
      /^validating \/srv\/stack\/docker-compose\.yml: services\.weaviate\.ports must be/,
    ],
    ['bad-compose-file', null, /must be a (?:list|array)$/],
  ],
  exit1: [
    ['exited', bind, /^fake: boot error$/],
    ['exited', bind, /^fake: boot error$/],
  ],
  noimage: [
    [
      'registry-unreachable',
      null,
      /^Error response from daemon: Get "https:\/\/cr\.weaviate\.io\/v2\/".*no such host$/,
    ],
    ['image-missing', bind, /No such image: \S+:nosuch$/],
    ['registry-unreachable', null, /no such host$/],
  ],
  noimagenever: [['image-missing', bind, /^Error response from daemon: .*No such image/]],
  oom: [['inference-memory-loading', bind]],
  oombg: [['inference-memory-running', bind]],
  port: [['port-taken', 'weaviate', /listen tcp4 127\.0\.0\.1:18080: bind: address already in use$/]],
  unhealthy: [
    ['unhealthy', bind, /^wget: server returned error: HTTP\/1\.1 503/],
    ['unhealthy', bind, /^wget: server returned error: HTTP\/1\.1 503/],
  ],
};

/** Compose 2.40 differs in one run. */
const EXPECTED_2_40: typeof EXPECTED = {
  ...EXPECTED,
  unhealthy: [
    EXPECTED['unhealthy']?.[0],
    ['still-starting', bind, /^wget: server returned error: HTTP\/1\.1 503/],
  ],
};

describe.each([
  ['2.26.1', EXPECTED],
  ['2.40.3', EXPECTED_2_40],
] as const)('a recording of Compose %s', (version, expected) => {
  const all = composeScenarios(version).flatMap(([scenario, length]) =>
    Array.from({ length }, (_, run) => ({ scenario, run })),
  );

  it.each(all)('$scenario $run', ({ scenario, run }) => {
    const found = diagnose(composeRun(version, scenario, run));
    const finding = expected[scenario]?.[run];
    expect(found.map(({ code, service }) => [code, service])).toEqual(finding ? [finding.slice(0, 2)] : []);
    if (finding?.[2]) expect(found[0]?.evidence).toMatch(finding[2]);
  });

  it.each([
    ['oom', 'killed'],
    ['exit1', 'exited'],
    ['unhealthy', 'unhealthy'],
  ])('can be diagnosed from the output of Compose alone: %s', (scenario, code) => {
    const { command } = composeRun(version, scenario);
    const found = diagnose({ target: 'compose', phase: 'create', command, services: [] });
    expect(found.map((one) => [one.code, one.service])).toEqual([[code, bind]]);
  });
});

describe("Weaviate's log", () => {
  // The other logs have cases in serviceCases.ts.
  it.each([
    ['healthy', undefined],
    ['unknown-module', undefined],
    ['base-url-validated', 'base-url-validated'],
    ['default-vectorizer-not-enabled', 'default-vectorizer-not-enabled'],
    ['hostname-changed', 'hostname-changed'],
    ['inference-unreachable', 'inference-unreachable'],
    ['inference-url-unset', 'inference-url-missing'],
    ['rbac-with-anonymous', 'rbac-with-anonymous'],
    ['timeout-without-unit', 'timeout-without-unit'],
    ['text-timeout-without-unit', 'timeout-without-unit'],
    ['text-inference-unreachable', 'inference-unreachable'],
    ['users-and-keys-differ', 'users-and-keys-differ'],
  ])('%s', (name, code) => {
    const observation = observed([weaviate({ state: undefined, health: undefined, log: weaviateLog(name) })]);
    expect(diagnose(observation).map((one) => one.code)).toEqual(code === undefined ? [] : [code]);
  });
});
