import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MODALITIES } from '../../src/facts/modalities.ts';
import type { SmokeReport } from '../../src/smoke/report.ts';
import { type CommandResult, lineOf, stackTrace } from '../support/command.ts';
import { fill } from '../support/directory.ts';
import { processesIn, recordedProcesses } from '../support/leftovers.ts';
import { takePort } from '../support/listener.ts';
import { newPlace, type Place, placeForSuite } from '../support/place.ts';
import { describeWith, weaviate, weaviateBinary } from '../support/requirements.ts';
import { CHECK_IDS, checkOf, checksThat, reportOf } from '../support/smokeReport.ts';
import { collectionsOf, weaviateRest } from '../support/weaviateRest.ts';

const SMOKE = 'smoke --target embedded --report json';

const CHECK = {
  id: expect.any(String),
  status: expect.stringMatching(/^(?:pass|fail|skip)$/),
  ms: expect.any(Number),
  detail: expect.any(String),
};

const CHECK_KEYS = ['id', 'modality', 'status', 'ms', 'detail', 'suggestion', 'layer'];

function expectPassed(result: CommandResult): SmokeReport {
  const report = reportOf(result);
  expect(checksThat('fail', report)).toEqual([]);
  expect(report.checks.map(({ id }) => id)).toEqual(CHECK_IDS);
  expect(checksThat('skip', report)).toEqual(['cross-modal']);
  expect(result.exitCode).toBe(0);
  return report;
}

async function expectNothingRuns(place: Place): Promise<void> {
  expect(await place.leftovers()).toEqual([]);
  expect(await recordedProcesses(place.directory)).toEqual([]);
}

describeWith([weaviate], 'a stack of local processes', () => {
  describe('that runs', () => {
    const place = placeForSuite();
    const other = placeForSuite();
    let started: CommandResult;

    beforeAll(async () => {
      // Two stacks at once, so they must not share a port or a name.
      const [first] = await Promise.all([
        place().succeed([...(await place().embedded()), '--json']),
        other().succeed(await other().embedded('--smoke --modalities text')),
      ]);
      started = first;
    });

    it('prints only its state and addresses to standard output', async () => {
      const { http, grpc } = await place().ports();
      expect(JSON.parse(started.stdout)).toMatchObject({
        target: 'embedded',
        diagnosis: [],
        state: 'running',
        endpoints: { http: `http://127.0.0.1:${http}`, grpc: `127.0.0.1:${grpc}` },
      });
    });

    it('warns that gRPC listens on all interfaces', () => {
      expect(started.stderr).toMatch(/warning: gRPC port \d+ listens on all interfaces/);
      expect(started.stderr).toContain('--auth api-key');
    });

    it('has only the module multi2vec-bind, and none that calls a cloud service', async () => {
      const { body } = await weaviateRest(await place().url(), 'GET', '/v1/meta');
      expect(Object.keys((body as { modules: object }).modules)).toEqual(['multi2vec-bind']);
    });

    it('has logs that only the owner can read', async () => {
      for (const log of ['weaviate.log', 'multi2vec-bind.log']) {
        const { mode, size } = await stat(join(place().directory, '.bindstack/embedded', log));
        expect({ mode: mode & 0o777, isEmpty: size === 0 }).toEqual({ mode: 0o600, isEmpty: false });
      }
    });

    it.each(['shared', 'balanced', 'separate'])(
      'passes the test of every modality, vectors %s',
      async (vectors) => {
        const report = expectPassed(await place().run(`${SMOKE} --modalities all --vectors ${vectors}`));
        const url = await place().url();
        expect(report).toMatchObject({
          ok: true,
          weaviate: { url, version: '1.39.3' },
          inference: { model: expect.stringContaining('not ImageBind'), stub: true },
          collection: expect.stringMatching(/^BindstackSmoke_[0-9a-f]{8}$/),
          ms: expect.any(Number),
        });
        for (const check of report.checks) {
          expect(Object.keys(check)).toEqual(CHECK_KEYS);
          expect(check).toMatchObject({ ...CHECK, suggestion: null, layer: null });
        }
        const near = report.checks.filter(({ modality }) => modality !== null);
        expect(near.map(({ id, modality }) => [id, modality])).toEqual(
          MODALITIES.map((m) => [`near-${m}`, m]),
        );
        expect(await collectionsOf(url)).toEqual([]);
      },
    );

    it('passes the test of each modality alone', async () => {
      const url = await place().url();
      for (const modality of MODALITIES) {
        const report = reportOf(await place().run(`${SMOKE} --modalities ${modality}`));
        expect([modality, checksThat('fail', report)]).toEqual([modality, []]);
        expect(checkOf(`near-${modality}`, report).status).toBe('pass');
      }
      expect(await collectionsOf(url)).toEqual([]);
    });

    it('has a readable test report: one line per check on standard error, nothing on standard output', async () => {
      const { exitCode, stdout, stderr } = await place().run('smoke --target embedded --modalities all');
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
      const shown = [...stderr.matchAll(/^[✔-] ([a-z-]+) /gm)].map(([, id]) => id);
      expect(shown).toEqual(CHECK_IDS);
      expect(stderr).toMatch(/The vectors come from the stub/);
    });

    it('tests the collection that generate has written', async () => {
      await place().generate('--modalities audio,depth --vectors separate --target compose --inference stub');
      const report = reportOf(await place().run(SMOKE));
      expect(report.checks.map(({ id }) => id).filter((id) => id.startsWith('near-'))).toEqual([
        'near-audio',
        'near-depth',
      ]);
      expect(checkOf('create', report).detail).toContain('separate');
    });

    it('is left alone by a second up', async () => {
      const before = await processesIn(place().directory);
      const { stdout, stderr, exitCode } = await place().run([...(await place().embedded()), '--json']);
      expect(exitCode).toBe(0);
      expect(stderr).toContain('already running');
      expect(stdout).toBe(started.stdout);
      expect(await processesIn(place().directory)).toEqual(before);
      expect(before).toHaveLength(2);
    });

    it('keeps running when the other stack is stopped', async () => {
      await other().succeed('down --target embedded');
      await expectNothingRuns(other());
      expect((await weaviateRest(await place().url(), 'GET', '/v1/.well-known/ready')).status).toBe(200);
    });

    it('keeps its data after a restart: smoke --restart', async () => {
      const before = await processesIn(place().directory);
      const report = reportOf(await place().run(`${SMOKE} --modalities text --restart`));
      expect(checksThat('fail', report)).toEqual([]);
      expect(checkOf('restart', report).detail).toMatch(/^after a restart: all \d objects are there/);
      const after = await processesIn(place().directory);
      expect(after.filter((pid) => before.includes(pid))).toEqual([]);
      expect(after).toHaveLength(2);
    });

    it('keeps its data after down and up', async () => {
      const url = await place().url();
      const id = '3f2a7c1e-0b1d-4c55-9d5c-6a2f7f4f8c11';
      const definition = await readFile(join(place().directory, 'collection.json'), 'utf8');
      expect((await weaviateRest(url, 'POST', '/v1/schema', { body: definition })).status).toBe(200);
      const body = {
        class: 'Media',
        id,
        properties: { title: 'kept' },
        vectors: { audio: Array(1024).fill(0.5) },
      };
      expect(await weaviateRest(url, 'POST', '/v1/objects', { body })).toMatchObject({ status: 200 });

      const { use } = JSON.parse((await place().succeed('status --target embedded --json')).stdout);
      expect(use).toMatchObject({ objects: { stored: 1, planned: null }, memory: { limit: 4 * 1024 ** 3 } });
      expect(use.memory.used).toBeGreaterThan(10 * 1024 ** 2);
      expect(use.disk.used).toBeGreaterThan(0);

      const down = await place().succeed('down --target embedded --json');
      expect(JSON.parse(down.stdout)).toEqual({
        target: 'embedded',
        stopped: ['weaviate', 'multi2vec-bind'],
      });
      await expectNothingRuns(place());
      const gone = await place().run(SMOKE);
      expect(gone.exitCode).toBe(1);
      expect(lineOf(gone.stderr)).toContain('no embedded stack is running');

      await place().succeed(await place().embedded());
      expect(await weaviateRest(url, 'GET', `/v1/objects/Media/${id}`)).toMatchObject({
        status: 200,
        body: { properties: { title: 'kept' } },
      });
      await place().succeed('down --target embedded');
      await expectNothingRuns(place());
    });

    it('has nothing to stop afterwards', async () => {
      const { exitCode, stderr, stdout } = await place().run('down --target embedded');
      expect({ exitCode, stderr, stdout }).toEqual({
        exitCode: 0,
        stderr: 'Nothing was running.\n',
        stdout: '',
      });
    });
  });

  it('with an API key accepts only the key in .env, and never shows it', async () => {
    const place = newPlace();
    await place.generate('--auth api-key --inference stub --modalities all');
    const key =
      /WEAVIATE_API_KEY=(\S+)/.exec(await readFile(join(place.directory, '.env'), 'utf8'))?.[1] ?? '';
    const url = await place.url();
    const up = await place.succeed(await place.embedded('--auth api-key'));
    expect(up.stderr).not.toContain('listens on all interfaces');

    const tested = await place.run(SMOKE);
    expectPassed(tested);
    for (const { stdout, stderr } of [up, tested]) expect(stdout + stderr).not.toContain(key);
    for (const log of ['weaviate.log', 'stack.json']) {
      expect(await readFile(join(place.directory, '.bindstack/embedded', log), 'utf8')).not.toContain(key);
    }
    expect((await weaviateRest(url, 'GET', '/v1/meta')).status).toBe(401);
    expect((await weaviateRest(url, 'GET', '/v1/meta', { apiKey: `${key}x` })).status).toBe(401);
    expect(await collectionsOf(url, key)).toEqual([]);
    await place.succeed('down --target embedded');
    await expectNothingRuns(place);
  });

  describe('rejects', () => {
    it.each([
      ['a container', '--inference container', 'the target embedded runs none', '--inference stub'],
      [
        'a server that does not exist',
        '--weaviate-binary none',
        'none is not an executable file',
        '--weaviate-binary',
      ],
      [
        'a file that is not executable',
        '--weaviate-binary file',
        'file is not an executable',
        '--weaviate-binary',
      ],
      [
        'a missing API key',
        '--auth api-key',
        'does not set WEAVIATE_API_KEY',
        'bindstack generate --auth api-key',
      ],
      ['an invalid timeout', '--timeout soon', '--timeout: "soon" is not a duration', '--timeout 10m'],
    ])('%s: exit code 2', async (_, flags, message, suggestion) => {
      const place = newPlace();
      await fill(place.directory, { file: 'no program' });
      const { exitCode, stdout, stderr } = await place.run(await place.embedded(flags));
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(/^error: /m);
      expect(stderr).toContain(message);
      expect(stderr).toContain(suggestion);
      await expectNothingRuns(place);
    });

    it.each(['http', 'grpc'] as const)('a port for %s that is in use: exit code 5', async (kind) => {
      const place = newPlace();
      const port = (await place.ports())[kind];
      await takePort(port);
      const { exitCode, stderr } = await place.run(await place.embedded());
      expect(exitCode).toBe(5);
      expect(stderr).toContain(`port ${port}`);
      expect(stderr).toContain(`--${kind}-port`);
      await expectNothingRuns(place);
    });
  });

  describe('that does not start', () => {
    async function program(place: Place, script: string): Promise<string> {
      const path = join(place.directory, 'server');
      await writeFile(path, `#!/bin/sh\n${script}\n`);
      await chmod(path, 0o755);
      return path;
    }

    it('because the program exits: exit code 1, shows the end of its log, leaves nothing', async () => {
      const place = newPlace();
      await program(place, 'echo "no room at the inn" >&2; exit 1');
      const { exitCode, stderr, stdout } = await place.run(await place.embedded('--weaviate-binary server'));
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(/^error: Weaviate/m);
      expect(stderr).toContain('no room at the inn');
      expect(stackTrace(stderr)).toEqual([]);
      await expectNothingRuns(place);
    });

    it('because the system cannot run the file: exit code 5, leaves nothing', async () => {
      const place = newPlace();
      await writeFile(await program(place, ''), '#!/no/such/interpreter\n');
      const { exitCode, stderr } = await place.run(await place.embedded('--weaviate-binary server'));
      expect(exitCode).toBe(5);
      expect(stderr).toContain('error: cannot start ');
      expect(stackTrace(stderr)).toEqual([]);
      await expectNothingRuns(place);
    });

    it('because it never responds: exit code 1 after --timeout, leaves nothing', async () => {
      const place = newPlace();
      await program(place, 'echo "still thinking"; exec sleep 600');
      const { exitCode, stderr } = await place.run(
        await place.embedded('--weaviate-binary server --timeout 2s'),
      );
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^error: Weaviate/m);
      expect(stderr).toContain('still thinking');
      await expectNothingRuns(place);
    });

    it('because inference is not reachable: exit code 1, names the layer, leaves nothing', async () => {
      const place = newPlace();
      const url = `http://127.0.0.1:${(await place.ports()).http + 1}`;
      const up = await place.embedded(`--inference external --inference-url ${url} --timeout 6s`);
      expect((await place.run(up)).exitCode).toBe(5);
      const { exitCode, stderr } = await place.run([...up, '--no-preflight']);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('multi2vec-bind inference service not ready');
      await expectNothingRuns(place);
    });
  });

  it('tries other ports if another program takes one of its cluster ports at the last moment', async () => {
    const place = newPlace();
    // A server that finds a port in use, but only at its first start.
    const script = [
      '#!/bin/sh',
      'if mkdir started 2>/dev/null; then',
      '  echo "listen tcp 127.0.0.1:$RAFT_PORT: bind: address already in use"',
      '  exit 1',
      'fi',
      `exec '${weaviateBinary}' "$@"`,
    ];
    await writeFile(join(place.directory, 'server'), `${script.join('\n')}\n`, { mode: 0o755 });
    await place.succeed(await place.embedded('--weaviate-binary server'));
    expect(await processesIn(place.directory)).toHaveLength(2);
    expect(await recordedProcesses(place.directory)).toHaveLength(2);
    await place.succeed('down --target embedded');
    await expectNothingRuns(place);
  });

  describe('that is interrupted while it starts', () => {
    it.each([
      ['SIGINT', 'the stub: starting'],
      ['SIGINT', 'Weaviate: starting'],
      ['SIGTERM', 'Weaviate: starting'],
    ] as const)('by %s at "%s": exit code 130, leaves nothing', async (signal, moment) => {
      const place = newPlace();
      const command = place.start(await place.embedded());
      await command.said(moment);
      const { exitCode, stdout, stderr } = await command.endedBy(signal);
      expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
      expect(stderr).toMatch(/\nerror: interrupted\n$/);
      await expectNothingRuns(place);
    });

    it('by kill -9: down and up work', async () => {
      const place = newPlace();
      const first = place.start(await place.embedded());
      await first.said('Weaviate: starting');
      await first.endedBy('SIGKILL');
      expect(await processesIn(place.directory)).toHaveLength(2);
      const down = await place.succeed('down --target embedded --json');
      expect(JSON.parse(down.stdout)).toMatchObject({ stopped: ['weaviate', 'multi2vec-bind'] });
      await expectNothingRuns(place);

      const second = place.start(await place.embedded());
      await second.said('Weaviate: starting');
      await second.endedBy('SIGKILL');
      const orphans = await processesIn(place.directory);
      // The leftovers of the killed run do not get in the way.
      const up = await place.run(await place.embedded());
      expect(up.exitCode).toBe(0);
      if (!up.stderr.includes('already running')) {
        for (const pid of await processesIn(place.directory)) expect(orphans).not.toContain(pid);
      }
      expect(reportOf(await place.run(SMOKE)).ok).toBe(true);
      await place.succeed('down --target embedded');
      await expectNothingRuns(place);
    });
  });
});
