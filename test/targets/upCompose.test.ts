import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withLock } from '../../src/files/lock.ts';
import { STUB_SERVER } from '../../src/stack/inference.ts';
import { containersOf, inspectContainers } from '../../src/targets/compose/composeCommand.ts';
import { parseContainers } from '../../src/targets/compose/composeOutput.ts';
import { downCompose } from '../../src/targets/compose/stopCompose.ts';
import { upCompose } from '../../src/targets/compose/upCompose.ts';
import { answering, closedPort } from '../support/answeringServer.ts';
import { configOf } from '../support/config.ts';
import { directoryForTests, fill } from '../support/directory.ts';
import { failureOf } from '../support/failure.ts';
import { capturedOutput } from '../support/output.ts';
import { fakeRun } from '../support/run.ts';
import { CONFIGS, CONTAINERS, type Scenario } from './compose/recordings.ts';

const directory = directoryForTests();
const never = new AbortController().signal;

/** The command line of Compose for the file in the directory. */
const compose = (words: string) =>
  `docker compose --project-directory ${directory()} --file ${join(directory(), 'docker-compose.yml')} ${words}`;

/** The images of the project in `CONFIGS.defaults`, all of them there. */
const IMAGES = [
  'cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind-1.0.2',
  'cr.weaviate.io/semitechnologies/weaviate:1.39.3',
];

const line = ({ command, args }: { command: string; args: readonly string[] }) =>
  [command, ...args].join(' ');

interface Case {
  /** The containers from the beginning on. */
  readonly scenario: Scenario;
  readonly config?: string;
  /** Of all containers, in place of the recorded one. */
  readonly health?: string;
  /** Exit codes of the health checks. */
  readonly checks?: Readonly<Record<string, number>>;
  /** What fails, by the words behind `docker compose …`. */
  readonly answers?: Readonly<Record<string, object>>;
  /** What `docker ps` answers. */
  readonly listed?: object;
}

/** An engine whose containers are as they were recorded. */
async function engine({
  scenario,
  config = CONFIGS.defaults,
  health,
  checks = {},
  answers = {},
  listed,
}: Case) {
  await fill(directory(), { 'docker-compose.yml': '' });
  const text = CONTAINERS[scenario];
  const stdout = health === undefined ? text : text.replaceAll('"Status":"healthy"', `"Status":"${health}"`);
  const containers = parseContainers(stdout);
  const ids = containers.map(({ id }) => id);
  const standard = {
    'config --format json': { stdout: config },
    'up --detach multi2vec-bind': {},
    'up --detach --no-deps weaviate': {},
    'up --detach': {},
    ...Object.fromEntries(
      ['multi2vec-bind', 'weaviate'].flatMap((service) =>
        ['1', '200'].map((lines) => [
          `logs --no-color --no-log-prefix --tail ${lines} ${service}`,
          { stdout: 'fake: boot error\n' },
        ]),
      ),
    ),
    down: {},
    ...answers,
  };
  const byLine = Object.entries(standard).map(([words, answer]) => [compose(words), answer]);
  const { run, called } = fakeRun({
    ...Object.fromEntries(byLine),
    ...Object.fromEntries(IMAGES.map((image) => [`docker image inspect --format {{.Id}} ${image}`, {}])),
    [line(containersOf('bindstack'))]: listed ?? { stdout: ids.join('\n') },
    [line(inspectContainers(ids))]: { stdout },
    ...Object.fromEntries(
      containers.flatMap(({ id, service, healthCheck }) => {
        const [, ...words] = healthCheck?.Test ?? [];
        const exitCode = checks[service];
        return exitCode === undefined
          ? []
          : [[['docker exec', id, ...words].join(' '), { exitCode, stderr: 'status 503\n' }]];
      }),
    ),
  });
  const { out, said } = capturedOutput();
  const context = { cwd: directory(), run, out, signal: never };
  return { context, called: () => called.map((line) => line.replace(compose(''), '')), said };
}

/** A Weaviate that is ready, and the configuration of the project that publishes it. */
async function readyWeaviate() {
  const meta = { version: '1.39.3', modules: { 'multi2vec-bind': {} } };
  const { url } = await answering({
    '/v1/.well-known/ready': { status: 200 },
    '/v1/meta': { status: 200, text: JSON.stringify(meta) },
  });
  const { port } = new URL(url);
  return { url, config: CONFIGS.defaults.replace('"published": "8080"', `"published": "${port}"`) };
}

describe('upCompose', () => {
  it('starts service by service, waits for the module, and says where Weaviate is', async () => {
    const { url, config } = await readyWeaviate();
    const { context, called } = await engine({ scenario: 'ok', config });
    expect(await upCompose(context, configOf(), {})).toEqual({
      target: 'compose',
      http: url,
      grpc: '127.0.0.1:50051',
      apiKey: undefined,
      started: false,
    });
    expect(called().filter((words) => words.startsWith('up'))).toEqual([
      'up --detach multi2vec-bind',
      'up --detach --no-deps weaviate',
    ]);
    expect(called()).not.toContain('down');
  });

  it('runs the health checks itself: the engine still reports that the containers are starting', async () => {
    const { config } = await readyWeaviate();
    const checks = { 'multi2vec-bind': 0, weaviate: 0 };
    const { context, said } = await engine({ scenario: 'ok', config, health: 'starting', checks });
    await upCompose(context, configOf(), {});
    for (const layer of ['the inference service', 'Weaviate']) expect(said()).toContain(`${layer} is ready`);
  });

  it('starts Weaviate at once if the inference service is the stub', async () => {
    const { config } = await readyWeaviate();
    const { services, ...rest } = JSON.parse(config) as { services: Record<string, object> };
    const bind = { ...services['multi2vec-bind'], command: ['node', STUB_SERVER] };
    const depends = { 'multi2vec-bind': { condition: 'service_started' } };
    const weaviate = { ...services['weaviate'], depends_on: depends };
    const stub = JSON.stringify({ ...rest, services: { 'multi2vec-bind': bind, weaviate } });
    const checks = { 'multi2vec-bind': 0, weaviate: 0 };
    const { context, called } = await engine({ scenario: 'ok', config: stub, health: 'starting', checks });
    await upCompose(context, configOf(), {});
    expect(called().filter((words) => words.startsWith('up'))).toEqual(['up --detach']);
  });

  it.each<[string, Readonly<Record<string, number>>, string]>([
    ['the inference service', { 'multi2vec-bind': 1 }, 'the inference service was not ready in time'],
    ['Weaviate', { 'multi2vec-bind': 0, weaviate: 1 }, 'Weaviate is running, but its health check fails'],
  ])('waits while the health check of %s fails', async (_layer, checks, message) => {
    const { config } = await readyWeaviate();
    const { context } = await engine({ scenario: 'ok', config, health: 'starting', checks });
    const failure = await failureOf(() => upCompose(context, configOf(), { timeout: 0 }));
    expect(failure.message).toBe(message);
    expect(failure.detail).toContain('| status 503');
  });

  it('waits for Weaviate to respond before it runs its health check', async () => {
    const { context } = await engine({
      scenario: 'ok',
      config: CONFIGS.defaults.replace('"published": "8080"', `"published": "${await closedPort()}"`),
      health: 'starting',
      checks: { 'multi2vec-bind': 0 },
    });
    const failure = await failureOf(() => upCompose(context, configOf(), { timeout: 0 }));
    expect(failure).toMatchObject({ code: 'still-starting', message: 'Weaviate was not ready in time' });
  });

  it.each<[Scenario, object]>([
    ['oom', { code: 'inference-memory-loading', suggestion: expect.stringContaining('mem_limit') }],
    ['exit1', { detail: expect.stringContaining('fake: boot error') }],
  ])('explains %s, and takes the project down again', async (scenario, expected) => {
    const { context, called } = await engine({ scenario });
    const failure = await failureOf(() => upCompose(context, configOf(), {}));
    expect(failure).toMatchObject({ exitCode: 1, name: 'LaunchFailure', ...expected });
    expect(called().at(-1)).toBe('down');
  });

  it('is refused while another run starts the same project', async () => {
    const { context, called } = await engine({ scenario: 'ok' });
    const failure = await withLock(context.cwd, 'compose', { waitMs: 0 }, () =>
      failureOf(() => upCompose(context, configOf(), {})),
    );
    expect(failure).toMatchObject({ exitCode: 3, code: 'locked' });
    expect(called()).toEqual([]);
  });

  it('leaves a project that ran before as it is when it fails', async () => {
    const { context, called } = await engine({ scenario: 'unhealthy' });
    const failure = await failureOf(() => upCompose(context, configOf(), {}));
    expect(failure.message).toMatch(/unhealthy|health check/);
    expect(called()).not.toContain('down');
  });

  it('shows what Compose says when it cannot start a service', async () => {
    const stderr =
      ' Container x  Starting\nError response from daemon: driver failed programming external connectivity on endpoint x-weaviate-1 (4f): Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use\n';
    const answers = { 'up --detach multi2vec-bind': { exitCode: 1, stderr } };
    const { context, called } = await engine({ scenario: 'unhealthy', answers });
    const failure = await failureOf(() => upCompose(context, configOf(), {}));
    expect(failure).toMatchObject({ exitCode: 1, code: 'port-taken', name: 'LaunchFailure' });
    expect(failure.detail).toContain('address already in use');
    expect(called()).not.toContain('up --detach');
  });

  it('says when the engine does not respond', async () => {
    const stderr = 'Cannot connect to the Docker daemon at unix:///S. Is the docker daemon running?\n';
    const { context } = await engine({ scenario: 'ok', listed: { exitCode: 1, stderr } });
    const failure = await failureOf(() => upCompose(context, configOf(), {}));
    expect(failure).toMatchObject({ exitCode: 5, code: 'no-engine', detail: stderr.trim() });
  });

  it('refuses a project whose ports are not published', async () => {
    const config = JSON.stringify({ name: 'a', services: { weaviate: {} } });
    const { context, called } = await engine({ scenario: 'ok', config });
    const failure = await failureOf(() => upCompose(context, configOf(), {}));
    expect(failure).toMatchObject({ exitCode: 2, code: 'no-published-port' });
    expect(called()).toEqual(['config --format json']);
  });
});

describe('downCompose', () => {
  it('removes the containers and names their services', async () => {
    const { context, said } = await engine({ scenario: 'ok' });
    expect(await downCompose(context)).toEqual(['multi2vec-bind', 'weaviate']);
    expect(said()).toContain('stopped and removed the containers');
  });

  it('returns no service if there was no container', async () => {
    const { context, said } = await engine({ scenario: 'ok', listed: { stdout: '' } });
    expect(await downCompose(context)).toEqual([]);
    expect(said()).not.toContain('removed');
  });

  it('fails when Compose fails', async () => {
    const answers = { down: { exitCode: 1, stderr: 'permission denied\n' } };
    const { context } = await engine({ scenario: 'ok', answers });
    const failure = await failureOf(() => downCompose(context));
    expect(failure).toMatchObject({ exitCode: 1, code: 'compose-down', detail: 'permission denied' });
  });
});
