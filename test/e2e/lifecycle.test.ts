import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { lineOf } from '../support/command.ts';
import { composeParts, dockerLines } from '../support/leftovers.ts';
import { newPlace, type Place, placeForSuite } from '../support/place.ts';
import { registry } from '../support/registry.ts';
import { describeWith, docker, weaviate, weaviateBinary } from '../support/requirements.ts';

const EMBEDDED = `--target embedded --inference stub --weaviate-binary ${weaviateBinary}`;

/** The variables that a shell has after `eval "$(bindstack status --format env)"`. */
function evaluated(text: string): string[] {
  return execFileSync('sh', ['-c', `${text}\nprintf '%s\\n' "$WEAVIATE_URL" "$WEAVIATE_GRPC_URL"`], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n');
}

describeWith([docker], 'containers', () => {
  const place = placeForSuite();

  beforeAll(async () => {
    await place().generate('--modalities text --persistence volume');
    expect(JSON.parse((await place().succeed('status --json')).stdout)).toMatchObject({
      state: 'stopped',
      use: null,
    });
    await place().succeed('up');
  });

  it('have a status as text, as JSON and as shell variables', async () => {
    const { http, grpc } = await place().ports();
    const { stdout } = await place().succeed('status');
    expect(stdout).toContain('✔ compose: running');
    expect(stdout).toMatch(/ {2}weaviate +running \(healthy\)/);
    expect(stdout).toMatch(/ {2}memory {3}\d+ MiB of 4 GiB \(\d+%\)\n {2}objects {2}0\n {2}disk /);
    const status = JSON.parse((await place().succeed('status --json')).stdout);
    expect(status).toEqual({
      target: 'compose',
      state: 'running',
      endpoints: { http: `http://127.0.0.1:${http}`, grpc: `127.0.0.1:${grpc}` },
      services: ['multi2vec-bind', 'weaviate'].map((name) => ({
        name,
        state: 'running',
        health: 'healthy',
        exitCode: 0,
        oomKilled: false,
        restarts: 0,
      })),
      diagnosis: [],
      use: {
        memory: { used: expect.any(Number), limit: 4 * 1024 ** 3 },
        objects: { stored: 0, planned: null },
        disk: { used: expect.any(Number), free: expect.any(Number), size: expect.any(Number), planned: null },
      },
    });
    expect(status.use.memory.used).toBeGreaterThan(10 * 1024 ** 2);
    expect(status.use.disk.used).toBeLessThan(status.use.disk.free);
    expect(evaluated((await place().succeed('status --format env')).stdout)).toEqual([
      `http://127.0.0.1:${http}`,
      `127.0.0.1:${grpc}`,
    ]);
  });

  it('have logs, formatted or raw', async () => {
    const readable = (await place().succeed('logs --service weaviate --tail 5')).stdout.trim().split('\n');
    expect(readable).toHaveLength(5);
    for (const line of readable) expect(line).toMatch(/^\d\d:\d\d:\d\d \w+ +\S/);
    const raw = (await place().succeed('logs --service weaviate --tail 5 --raw')).stdout.trim().split('\n');
    for (const line of raw) expect(JSON.parse(line)).toHaveProperty('msg');
    const all = (await place().succeed('logs --tail 1')).stdout;
    expect(all).toMatch(/^weaviate-1 +\| /m);
    expect(all).toMatch(/^multi2vec-bind-1 +\| /m);
    const { stderr, exitCode } = await place().run('logs --service weaviat');
    expect(lineOf(stderr)).toBe('error: there is no service weaviat');
    expect(exitCode).toBe(2);
    expect((await place().run('logs --tail some')).exitCode).toBe(2);
  });

  it('have logs that can be followed until interrupted', async () => {
    const command = place().start('logs --service multi2vec-bind --follow');
    await command.said('Listening');
    command.signal('SIGINT');
    expect((await command.ended).exitCode).toBe(130);
  });

  it('are recreated when their configuration has changed, and a message says so', async () => {
    await writeFile(
      join(place().directory, 'compose.override.yaml'),
      'services:\n  weaviate:\n    labels: {bindstack.test: "changed"}\n',
    );
    const { stderr } = await place().succeed('up');
    expect(stderr).toContain('weaviate was recreated because its configuration has changed');
    expect(stderr).not.toContain('multi2vec-bind was recreated');
  });

  it('have the status "failed" after a container was killed', async () => {
    await dockerLines('kill', `${place().name}-multi2vec-bind-1`);
    const { stdout, exitCode } = await place().run('status --json');
    const { state, services, diagnosis } = JSON.parse(stdout);
    expect([state, exitCode]).toEqual(['failed', 1]);
    expect(services[0]).toMatchObject({ name: 'multi2vec-bind', state: 'exited', exitCode: 137 });
    expect(diagnosis.length).toBeGreaterThan(0);
    const { stderr, exitCode: env } = await place().run('status --format env');
    expect(lineOf(stderr)).toBe('error: the stack is not running (failed)');
    expect(env).toBe(1);
  });

  it('are destroyed with their data if confirmed, and nothing else is deleted', async () => {
    const refused = await place().run('destroy');
    expect(refused.stderr).toContain(`volume ${place().name}_weaviate-data, with the data in it`);
    expect(refused.exitCode).toBe(2);
    expect(await composeParts('volume', place().name)).toHaveLength(1);
    const { stdout } = await place().succeed('destroy --yes --json');
    expect(JSON.parse(stdout).removed).toContain(`container ${place().name}-weaviate-1`);
    expect(await place().leftovers()).toEqual([]);
    expect(await composeParts('volume', place().name)).toEqual([]);
    expect(existsSync(join(place().directory, 'docker-compose.yml'))).toBe(true);
    expect((await place().succeed('destroy --yes')).stderr).toContain('nothing to delete');
  });
});

describeWith([weaviate], 'local processes', () => {
  const place = placeForSuite();

  it('have a status and logs, and can be destroyed, like containers', async () => {
    const { http, grpc } = await place().ports();
    const flags = `--http-port ${http} --grpc-port ${grpc} --modalities text`;
    expect((await place().succeed('status --target embedded')).stdout).toContain('embedded: not started');
    await place().succeed(`up ${EMBEDDED} ${flags}`);
    const status = JSON.parse((await place().succeed('status --target embedded --json')).stdout);
    expect(status).toMatchObject({
      state: 'running',
      endpoints: { http: `http://127.0.0.1:${http}`, grpc: `127.0.0.1:${grpc}` },
    });
    expect(evaluated((await place().succeed('status --target embedded --format env')).stdout)[0]).toBe(
      `http://127.0.0.1:${http}`,
    );
    const { stdout } = await place().succeed('logs --target embedded --tail 3');
    expect(stdout).toMatch(/^weaviate +\| \d\d:\d\d:\d\d /m);
    const follow = place().start('logs --target embedded --service weaviate --follow --tail 1');
    await follow.said('\n');
    follow.signal('SIGTERM');
    expect((await follow.ended).exitCode).toBe(130);
    const { stdout: removed } = await place().succeed('destroy --target embedded --yes --json');
    expect(JSON.parse(removed).removed).toContain(
      `directory ${join('.bindstack', 'embedded')}, with the data in it`,
    );
    expect(existsSync(join(place().directory, '.bindstack', 'embedded'))).toBe(false);
    expect(await place().leftovers()).toEqual([]);
  });
});

describeWith([docker], 'pulling', () => {
  /** A stack whose inference image comes from a test registry; the image cannot run. */
  async function placeWith(host: string): Promise<Place> {
    const place = newPlace();
    await place.generate('--modalities text');
    await writeFile(
      join(place.directory, 'compose.override.yaml'),
      `services:\n  multi2vec-bind:\n    image: ${host}/test/${place.name}:v1\n`,
    );
    return place;
  }

  it.each(['well', 'limited', 'dropping'] as const)(
    'from a registry that behaves %s continues until the start',
    async (mood) => {
      const { host } = await registry(mood);
      const place = await placeWith(host);
      const { stderr, exitCode } = await place.run('up --no-preflight --progress json');
      const events = stderr
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line));
      expect(events).toContainEqual(
        expect.objectContaining({ event: 'done', phase: 'pull', service: 'multi2vec-bind' }),
      );
      if (mood === 'limited') expect(stderr).toMatch(/rate limit; retrying in 2 s/);
      // The image contains no program.
      expect(exitCode).toBe(1);
      await dockerLines('image', 'rm', '--force', `${host}/test/${place.name}:v1`);
      expect(await place.leftovers()).toEqual([]);
    },
  );

  it.each([
    ['locked', /credentials|unauthorized/i],
    ['empty', /manifest unknown/],
  ] as const)('from a registry that is %s fails with the reason', async (mood, reason) => {
    const { host } = await registry(mood);
    const place = await placeWith(host);
    const { stdout, exitCode } = await place.run('up --no-preflight --json');
    expect(exitCode).toBe(1);
    const { state, diagnosis } = JSON.parse(stdout);
    expect(state).toBe('failed');
    expect(diagnosis).toHaveLength(1);
    expect(diagnosis[0].evidence).toMatch(reason);
    expect(await place.leftovers()).toEqual([]);
  });
});
