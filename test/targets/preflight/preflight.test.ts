import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StackConfig } from '../../../src/options/table.ts';
import { composeChecks } from '../../../src/targets/compose/preflight/composeChecks.ts';
import { doctorLines } from '../../../src/targets/shared/doctorLines.ts';
import { failureFromPreflight, preflight } from '../../../src/targets/shared/preflight/preflight.ts';
import { type CheckResult, defineCheck, reportOf } from '../../../src/targets/shared/preflight/report.ts';
import { TIMED_OUT, withTimeout } from '../../../src/targets/shared/preflight/timeouts.ts';
import { closedPort } from '../../support/answeringServer.ts';
import { configOf } from '../../support/config.ts';
import { directoryForTests, fill } from '../../support/directory.ts';
import { capturedOutput } from '../../support/output.ts';
import { fakeRun } from '../../support/run.ts';
import { resultLine } from './fixtures.ts';

const directory = directoryForTests();
const { signal } = new AbortController();

const VERSION = 'docker --version';
const CONTEXT = 'docker context inspect --format {{.Name}} {{.Endpoints.docker.Host}}';
const INFO = 'docker info --format {{json .}}';
const COMPOSE = 'docker compose version --short';
const missing = { exitCode: undefined, notFound: true };

/** The checks of the target `compose`. */
const runChecks = (context: Parameters<typeof preflight>[0], config: StackConfig) =>
  preflight(context, (checkContext) => composeChecks(checkContext, config, true));

const byId = (checks: readonly CheckResult[]) =>
  Object.fromEntries(checks.map((check) => [check.id, resultLine(check)]));

describe('preflight for compose', () => {
  it('without docker: one check fails, the others are skipped', async () => {
    const { run } = fakeRun({ [VERSION]: missing, [CONTEXT]: missing, [INFO]: missing, [COMPOSE]: missing });
    const [http, grpc] = [await closedPort(), await closedPort()];
    const config = configOf(`--target compose --cuda --http-port ${http} --grpc-port ${grpc}`);
    const answers = { run, cwd: directory(), env: {}, signal };
    const nvidia = fakeRun({
      'nvidia-smi --query-gpu=index,uuid,name,driver_version,compute_cap --format=csv,noheader': missing,
      'nvidia-ctk --version': missing,
    });
    const both: typeof run = (command, args) => (command === 'docker' ? run : nvidia.run)(command, args);
    const { ok, checks } = await runChecks({ ...answers, run: both }, config);
    expect(ok).toBe(false);
    const none = 'skip: no Docker engine responds';
    expect(byId(checks)).toEqual({
      docker: 'fail: not installed',
      engine: 'skip: Docker is not installed',
      compose: 'skip: Docker is not installed',
      'compose-file': 'warn: not generated yet',
      'port-http': 'pass: free',
      'port-grpc': 'pass: free',
      images: none,
      registry: none,
      disk: none,
      'engine-memory': none,
      'free-memory': none,
      architecture: none,
      'max-map-count': none,
      'gpu-driver': expect.stringMatching(/^fail: /),
      'gpu-toolkit': none,
      'gpu-count': 'skip: the driver reports no GPUs',
      'gpu-capability': 'skip: the driver reports no GPUs',
    });
    // Without --cuda, GPUs are not checked.
    const plain = await runChecks(answers, configOf(`--http-port ${http} --grpc-port ${grpc}`));
    expect(plain.checks.some(({ id }) => id.startsWith('gpu'))).toBe(false);
  });

  it('with an engine on another machine: checks the files, but not this machine', async () => {
    await fill(directory(), { 'docker-compose.yml': 'x' });
    const image = 'r.example/weaviate:1.38.11';
    const project = {
      name: 'mine',
      services: {
        weaviate: {
          image,
          pull_policy: 'never',
          ports: [{ target: 8080, published: '1', host_ip: '10.0.0.9' }],
        },
      },
    };
    const info = { ServerVersion: '28.5.2', MemTotal: 1e12, Architecture: 'aarch64' };
    const { run } = fakeRun({
      [VERSION]: { stdout: 'Docker version 28.5.2, build 1\n' },
      [CONTEXT]: { stdout: 'lab ssh://lab\n' },
      [INFO]: { stdout: JSON.stringify(info) },
      [COMPOSE]: { stdout: '2.40.3\n' },
      [`docker compose --project-directory ${directory()} --file ${join(directory(), 'docker-compose.yml')} config --format json`]:
        { stdout: JSON.stringify(project) },
      'docker ps --filter publish=1 --format {{.Names}}\t{{.Label "com.docker.compose.project"}}': {},
      [`docker image inspect --format {{.Id}} ${image}`]: { stdout: 'sha256:1' },
    });
    const { ok, checks } = await runChecks({ run, cwd: directory(), env: {}, signal }, configOf());
    expect(ok).toBe(true);
    const elsewhere = 'skip: the engine runs on another machine';
    expect(byId(checks)).toEqual({
      docker: 'pass: 28.5.2',
      engine: 'pass: 28.5.2',
      compose: 'pass: 2.40.3',
      'compose-file': 'pass: accepted',
      'port-http': 'pass: no container publishes it',
      images: 'pass: present',
      registry: 'skip: there is nothing to pull',
      disk: elsewhere,
      'engine-memory': expect.stringMatching(/^pass/),
      'free-memory': elsewhere,
      architecture: 'pass: arm64',
      'max-map-count': elsewhere,
    });
  });
});

describe('withTimeout', () => {
  it('does not wait for a program that never exits', async () => {
    const run = withTimeout(() => new Promise(() => {}), 10);
    expect(await run('docker', ['info'])).toEqual(TIMED_OUT);
  });

  it('explains a timeout, and leaves every other result unchanged', async () => {
    const killed = { exitCode: undefined, stdout: '', stderr: '', notFound: false };
    expect(await withTimeout(async () => killed)('docker', [])).toEqual(TIMED_OUT);
    const absent = { ...killed, notFound: true };
    expect(await withTimeout(async () => absent)('docker', [])).toEqual(absent);
  });
});

const check = defineCheck('engine', 'Docker engine', 'an engine that runs');
const port = defineCheck('port-http', 'REST port 8080', '127.0.0.1:8080, free');

const TARGET = { name: 'compose', place: 'this machine' } as const;

describe('failureFromPreflight', () => {
  it('is undefined if no check fails', () => {
    expect(failureFromPreflight(reportOf([check.pass('28'), port.warn('x', 'y')]), TARGET)).toBeUndefined();
  });

  it('names the first failed check, and lists all', () => {
    const failure = failureFromPreflight(
      reportOf([
        port.warn('odd', 'see'),
        check.fail('not running', 'sudo dockerd'),
        port.fail('in use', 'kill 1'),
      ]),
      TARGET,
    );
    expect(failure).toMatchObject({
      exitCode: 5,
      code: 'no-engine',
      message: 'this machine cannot run the stack: Docker engine: not running (and 1 more)',
      detail:
        'needed: an engine that runs\nalso: REST port 8080: in use (needed: 127.0.0.1:8080, free)\n  try: kill 1',
      suggestion: 'sudo dockerd',
    });
  });

  it.each([
    ['docker', 5, 'no-docker'],
    ['compose', 5, 'no-compose'],
    ['port-grpc', 5, 'port-taken'],
    ['weaviate-binary', 5, 'no-weaviate-binary'],
    ['disk', 5, 'preflight'],
    // Faults of the input, not of the machine.
    ['compose-file', 2, 'bad-compose-file'],
    ['api-key', 2, 'no-api-key'],
    ['inference-mode', 2, 'embedded-container'],
  ])('%s exits with %i, %s', (id, exitCode, code) => {
    const failure = failureFromPreflight(reportOf([defineCheck(id, id, '').fail('', 'x')]), TARGET);
    expect(failure).toMatchObject({ exitCode, code });
  });
});

describe('doctorLines', () => {
  const { colors } = capturedOutput().out;
  const long = 'a program that is not known, with a name that goes on and on and on and on';
  const report = reportOf([
    check.pass('28.5.2'),
    port.fail(long, 'kill 1'),
    defineCheck('disk', 'disk', 'room').warn('full', 'docker system prune'),
    defineCheck('gpu', 'GPU', 'one').skip('not asked for'),
  ]);

  it('are aligned', () => {
    expect(doctorLines(report, 'this machine', colors)).toEqual([
      '✔ Docker engine   28.5.2',
      '✖ REST port 8080  a program that is not known, with a name that goes on and on and on and on',
      '    needs: 127.0.0.1:8080, free',
      '    try: kill 1',
      '! disk            full',
      '    needs: room',
      '    try: docker system prune',
      '– GPU             not asked for',
      '',
      'This machine cannot run the stack: 1 check failed. 1 warning.',
    ]);
  });

  it('have colors if they are enabled', () => {
    const [first] = doctorLines(report, 'this machine', capturedOutput({ color: true }).out.colors);
    expect(first).toBe('\u001b[32m✔\u001b[39m Docker engine   28.5.2');
  });
});
