import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { STUB_NODE_IMAGE } from '../../src/facts/versions.ts';
import { type CommandResult, lineOf, stackTrace } from '../support/command.ts';
import { fill } from '../support/directory.ts';
import { composeParts, dockerLines } from '../support/leftovers.ts';
import { takePort } from '../support/listener.ts';
import { newPlace, type Place, placeForSuite } from '../support/place.ts';
import { describeWith, docker } from '../support/requirements.ts';
import { CHECK_IDS, checksThat, reportOf } from '../support/smokeReport.ts';
import { collectionsOf, weaviateRest } from '../support/weaviateRest.ts';

async function containerIds(place: Place): Promise<string[]> {
  const filter = `label=com.docker.compose.project=${place.name}`;
  return (await dockerLines('ps', '--no-trunc', '--quiet', '--filter', filter)).sort();
}

async function expectNothingRuns(place: Place): Promise<void> {
  expect(await place.leftovers()).toEqual([]);
}

/** Writes `compose.override.yaml` as JSON, which is valid YAML. */
async function override(place: Place, services: object): Promise<void> {
  await writeFile(join(place.directory, 'compose.override.yaml'), JSON.stringify({ services }));
}

describeWith([docker], 'a Compose stack', () => {
  // With an ImageBind container: in these tests, the stub has the name of its image.
  describe('in the default mode', () => {
    const place = placeForSuite();
    let started: CommandResult;

    beforeAll(async () => {
      await place().generate('--modalities all');
      started = await place().succeed('up --json');
    });

    it('prints only its state and addresses to standard output', async () => {
      const { http, grpc } = await place().ports();
      expect(JSON.parse(started.stdout)).toMatchObject({
        target: 'compose',
        diagnosis: [],
        state: 'running',
        endpoints: { http: `http://127.0.0.1:${http}`, grpc: `127.0.0.1:${grpc}` },
      });
      for (const layer of ['the inference service', 'Weaviate', 'the module multi2vec-bind']) {
        expect(started.stderr).toContain(`✔ ${layer} is ready`);
      }
    });

    it.each(['shared', 'balanced', 'separate'])(
      'passes the test of every modality, vectors %s',
      async (vectors) => {
        const result = await place().run(`smoke --report json --vectors ${vectors}`);
        const report = reportOf(result);
        expect(checksThat('fail', report)).toEqual([]);
        expect(report.checks.map(({ id }) => id)).toEqual(CHECK_IDS);
        expect(report).toMatchObject({ ok: true, inference: { stub: true } });
        expect(result.exitCode).toBe(0);
        expect(await collectionsOf(await place().url())).toEqual([]);
      },
    );

    it('publishes no port of the inference service', async () => {
      const ports = await dockerLines('port', `${place().name}-multi2vec-bind-1`);
      expect(ports).toEqual([]);
    });

    it('is left alone by a second up', async () => {
      const before = await containerIds(place());
      expect(before).toHaveLength(2);
      const again = await place().succeed('up --json');
      expect(JSON.parse(again.stdout)).toEqual(JSON.parse(started.stdout));
      expect(await containerIds(place())).toEqual(before);
    });

    it('rejects flags for values that the file sets', async () => {
      const { exitCode, stderr } = await place().run('up --http-port 8090');
      expect(exitCode).toBe(2);
      expect(lineOf(stderr)).toBe(
        'error: --http-port has no effect on up --target compose: docker-compose.yml sets the value',
      );
    });

    it('reads compose.override.yaml, and keeps running if that file is invalid', async () => {
      const before = await containerIds(place());
      await override(place(), { weaviate: { no_such_key: 1 } });
      const { exitCode, stderr } = await place().run('up');
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^error: compose\.override\.yaml: .*no_such_key/m);
      expect(await containerIds(place())).toEqual(before);
    });

    it('keeps its volume and data after down; an override changes its port', async () => {
      const definition = await readFile(join(place().directory, 'collection.json'), 'utf8');
      expect(
        (await weaviateRest(await place().url(), 'POST', '/v1/schema', { body: definition })).status,
      ).toBe(200);

      await override(place(), {});
      const down = await place().succeed('down --json');
      expect(JSON.parse(down.stdout)).toEqual({
        target: 'compose',
        stopped: expect.arrayContaining(['weaviate', 'multi2vec-bind']),
      });
      await expectNothingRuns(place());
      expect(await composeParts('volume', place().name)).toEqual([`${place().name}_weaviate-data`]);

      const { http, grpc } = await newPlace().ports();
      // With this tag, Compose replaces the list of ports instead of appending to it (Compose 2.24).
      await writeFile(
        join(place().directory, 'compose.override.yaml'),
        `services:\n  weaviate:\n    labels: {bindstack.test: "yes"}\n    ports: !override ['127.0.0.1:${http}:8080', '127.0.0.1:${grpc}:50051']\n`,
      );
      const up = await place().succeed('up --json');
      expect(JSON.parse(up.stdout)).toMatchObject({
        endpoints: { http: `http://127.0.0.1:${http}`, grpc: `127.0.0.1:${grpc}` },
      });
      expect(await collectionsOf(`http://127.0.0.1:${http}`)).toEqual(['Media']);
      const labels = await dockerLines(
        'inspect',
        '--format',
        '{{json .Config.Labels}}',
        `${place().name}-weaviate-1`,
      );
      expect(JSON.parse(labels[0] ?? '')).toMatchObject({ 'bindstack.test': 'yes' });
      await place().succeed('down');
      await expectNothingRuns(place());
    });

    it('has nothing to stop afterwards', async () => {
      const { exitCode, stderr } = await place().run('down');
      expect(exitCode).toBe(0);
      expect(stderr).toMatch(/\nNothing was running.\n$/);
    });
  });

  it('with the stub and an API key passes its test, and never shows the key', async () => {
    const place = newPlace();
    await place.generate('--inference stub --auth api-key --modalities text,imu --vectors separate');
    // Services of the user, which have no health check; one waits until the engine sees Weaviate as healthy.
    const own = { image: STUB_NODE_IMAGE, command: ['sleep', '600'], stop_grace_period: '1s' };
    const waiting = { ...own, depends_on: { weaviate: { condition: 'service_healthy' } } };
    await override(place, { own, waiting });
    const up = await place.succeed('up --smoke --json');
    const { smoke, ...state } = JSON.parse(up.stdout) as {
      smoke: Parameters<typeof checksThat>[1];
      services: unknown;
    };
    expect(state).toMatchObject({ target: 'compose', state: 'running' });
    expect(state.services).toEqual(
      expect.arrayContaining(
        ['own', 'waiting'].map((name) => expect.objectContaining({ name, state: 'running', health: '' })),
      ),
    );
    expect(checksThat('fail', smoke)).toEqual([]);
    expect(checksThat('pass', smoke)).toEqual(expect.arrayContaining(['near-text', 'near-imu', 'cleanup']));

    const key =
      /WEAVIATE_API_KEY=(\S+)/.exec(await readFile(join(place.directory, '.env'), 'utf8'))?.[1] ?? '';
    expect(up.stdout + up.stderr).not.toContain(key);
    const url = await place.url();
    expect((await weaviateRest(url, 'GET', '/v1/meta')).status).toBe(401);
    expect(await collectionsOf(url, key)).toEqual([]);
    await place.succeed('down');
    await expectNothingRuns(place);
  });

  describe('that does not start', () => {
    it('because there is no file: exit code 2', async () => {
      for (const command of ['up', 'down']) {
        const { exitCode, stdout, stderr } = await newPlace().run(command);
        expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
        expect(stderr).toMatch(/^error: there is no docker-compose\.yml in /m);
        expect(stderr).toContain('try: bindstack generate');
      }
    });

    it('because the file is invalid: exit code 2, names the line', async () => {
      const place = newPlace();
      await fill(place.directory, { 'docker-compose.yml': 'services:\n  weaviate:\n   - x: [\n' });
      const { exitCode, stderr } = await place.run('up');
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^error: docker-compose\.yml: .*line \d/m);
    });

    it('because Docker is not installed: exit code 5, error as JSON', async () => {
      const place = newPlace();
      await place.generate();
      const { exitCode, stdout, stderr } = await place.run('up --json', { PATH: place.scratch });
      expect(exitCode).toBe(5);
      expect(stderr).not.toContain('error:');
      expect(JSON.parse(stdout)).toMatchObject({
        error: {
          code: 'no-docker',
          message: expect.stringContaining('Docker: not installed'),
          suggestion: expect.any(String),
        },
      });
    });

    it('because no engine responds: exit code 5', async () => {
      const place = newPlace();
      await place.generate();
      const { exitCode, stderr } = await place.run('up', { DOCKER_HOST: 'tcp://127.0.0.1:9' });
      expect(exitCode).toBe(5);
      expect(stderr).toMatch(/^error: .*Docker engine: not running$/m);
    });

    it.each(['http', 'grpc'] as const)(
      'because the port for %s is in use: exit code 5, creates nothing',
      async (kind) => {
        const place = newPlace();
        await place.generate();
        const port = (await place.ports())[kind];
        await takePort(port);
        const { exitCode, stdout, stderr } = await place.run('up');
        expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
        expect(stderr).toMatch(
          new RegExp(`^error: .*port ${port}: in use by node \\(process ${process.pid}\\)`, 'm'),
        );
        expect(stackTrace(stderr)).toEqual([]);
        await expectNothingRuns(place);
      },
    );

    it.each(['multi2vec-bind', 'weaviate'])(
      'because the image of %s is missing: exit code 5, or 1 without preflight, leaves nothing',
      async (service) => {
        const place = newPlace();
        await place.generate();
        await override(place, {
          [service]: { image: 'localhost/bindstack-e2e/none:1', pull_policy: 'never' },
        });
        const checked = await place.run('up');
        expect(checked.exitCode).toBe(5);
        expect(checked.stderr).toContain('try: docker pull localhost/bindstack-e2e/none:1');
        const { exitCode, stderr } = await place.run('up --no-preflight');
        expect(exitCode).toBe(1);
        expect(stderr).toContain('error: the image localhost/bindstack-e2e/none:1 is not on this machine');
        await expectNothingRuns(place);
      },
    );

    it('because inference never becomes ready: exit code 1, shows the layer and its log, leaves nothing', async () => {
      const place = newPlace();
      await place.generate();
      await override(place, {
        'multi2vec-bind': {
          command: ['node', '/app/server.mjs', '--host', '0.0.0.0', '--port', '8080', '--fail', 'ready'],
          healthcheck: { start_period: '1s' },
          stop_grace_period: '1s',
        },
      });
      const { exitCode, stderr } = await place.run('up --timeout 5s');
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^error: the inference service/m);
      expect(stderr).toContain('503 Service Unavailable');
      expect(stderr).not.toContain('Weaviate: starting');
      await expectNothingRuns(place);
    });

    it('because inference exits at once: exit code 1, shows its exit code, leaves nothing', async () => {
      const place = newPlace();
      await place.generate();
      await override(place, { 'multi2vec-bind': { command: ['sh', '-c', 'echo cannot load; exit 3'] } });
      const { exitCode, stderr } = await place.run('up');
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^error: the inference service .*exit code 3/m);
      expect(stderr).toContain('cannot load');
      await expectNothingRuns(place);
    });

    it('because there is too little memory: exit code 1, says so, leaves nothing', async () => {
      const place = newPlace();
      await place.generate();
      await override(place, { 'multi2vec-bind': { mem_limit: '6m' } });
      const checked = await place.run('up');
      expect(checked.exitCode).toBe(5);
      expect(checked.stderr).toContain('try: bindstack generate --inference-memory 12g');
      const { exitCode, stderr } = await place.run('up --no-preflight');
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^error: .*memory/m);
      await expectNothingRuns(place);
    });

    it('because Weaviate rejects its configuration: exit code 1, shows why, leaves nothing', async () => {
      const place = newPlace();
      await place.generate('--inference stub');
      await override(place, { weaviate: { environment: { MODULES_CLIENT_TIMEOUT: '300' } } });
      const { exitCode, stderr } = await place.run('up');
      expect(exitCode).toBe(1);
      expect(stderr).toContain('error: MODULES_CLIENT_TIMEOUT is not a valid duration: "300"');
      expect(stderr).toContain('missing unit in duration');
      await expectNothingRuns(place);
    });
  });

  describe('that is interrupted while it starts', () => {
    it.each([
      ['SIGINT', 'checking this machine'],
      ['SIGINT', 'multi2vec-bind: creating'],
      ['SIGINT', 'the inference service: starting'],
      ['SIGTERM', 'Weaviate: starting'],
    ] as const)('by %s at "%s": exit code 130, leaves nothing', async (signal, moment) => {
      const place = newPlace();
      await place.generate();
      const command = place.start('up');
      await command.said(moment);
      const { exitCode, stdout, stderr } = await command.endedBy(signal);
      expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
      expect(stderr).toMatch(/\nerror: interrupted\n$/);
      await expectNothingRuns(place);
    });
  });
});
