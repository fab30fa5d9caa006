import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { freePorts } from '../../src/targets/embedded/ports.ts';
import { composeParts } from '../support/leftovers.ts';
import { newPlace, type Place, placeForSuite } from '../support/place.ts';
import { describeWith, docker, s3Server, weaviate, weaviateBinary } from '../support/requirements.ts';

const EMBEDDED = ['--target', 'embedded', '--weaviate-binary', weaviateBinary];

async function request(place: Place, path: string, body?: object) {
  const response = await fetch(`${await place.url()}/v1/${path}`, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return { status: response.status, json: await response.json() };
}

/** Makes a backup of an empty collection, without bindstack: these tests are about the files. */
async function backUp(place: Place, backend: string): Promise<void> {
  await request(place, 'schema', { class: 'Thing', vectorizer: 'none' });
  expect(await request(place, `backups/${backend}`, { id: 'first' })).toMatchObject({ status: 200 });
  await expect
    .poll(async () => (await request(place, `backups/${backend}/first`)).json, { timeout: 30_000 })
    .toMatchObject({ status: 'SUCCESS' });
}

const backupsOf = async (place: Place, backend: string) =>
  (await request(place, `backups/${backend}`)).json.map(({ id }: { id: string }) => id);

describeWith([docker], 'backups of containers', () => {
  it('in a volume outlive destroy, until --backups is given', async () => {
    const place = newPlace();
    await place.generate('--target compose --inference stub --backup-to volume');
    await place.succeed('up');
    await backUp(place, 'filesystem');
    const destroyed = await place.succeed('destroy --yes');
    expect(destroyed.stderr).toContain('This stays:\n  volume');
    expect(destroyed.stderr).toContain('bindstack destroy --backups');
    expect(await composeParts('volume', place.name)).toEqual([`${place.name}_weaviate-backups`]);

    await place.succeed('up');
    expect(await backupsOf(place, 'filesystem')).toEqual(['first']);
    const { stdout } = await place.succeed('destroy --yes --backups --json');
    expect(JSON.parse(stdout)).toMatchObject({ target: 'compose', kept: [] });
    expect(await composeParts('volume', place.name)).toEqual([]);
  });

  it('in a directory outlive destroy, which deletes nothing else in it', async () => {
    const place = newPlace();
    await place.generate('--target compose --inference stub --backup-to directory --backup-path copies');
    await place.succeed('up');
    await backUp(place, 'filesystem');
    const folder = join(place.directory, 'copies');
    mkdirSync(join(folder, 'mine'));
    await place.succeed('destroy --yes');
    expect(readdirSync(folder).sort()).toEqual(['first', 'mine']);
    await place.succeed('destroy --yes --backups');
    expect(readdirSync(folder)).toEqual(['mine']);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'do not start in a directory that Weaviate cannot write to',
    async () => {
      const place = newPlace();
      await place.generate('--target compose --inference stub --backup-to directory');
      mkdirSync(join(place.directory, 'backups'));
      chownSync(join(place.directory, 'backups'), 1000, 1000);
      const { exitCode, stderr } = await place.run('up');
      expect(stderr).toContain('root in a container without capabilities cannot write to it');
      expect(exitCode).toBe(5);
    },
  );
});

describeWith([weaviate], 'backups of local processes', () => {
  it('outlive destroy, until --backups is given', async () => {
    const place = newPlace();
    await place.generate('--inference stub --backup-to volume');
    await place.succeed(['up', ...EMBEDDED]);
    await backUp(place, 'filesystem');
    const folder = join(place.directory, '.bindstack', 'embedded');
    await place.succeed('destroy --target embedded --yes');
    expect(readdirSync(folder)).toEqual(['backups']);
    await place.succeed(['up', ...EMBEDDED]);
    expect(await backupsOf(place, 'filesystem')).toEqual(['first']);
    await place.succeed('destroy --target embedded --yes --backups');
    expect(existsSync(folder)).toBe(false);
  });
});

describeWith([weaviate, s3Server.requirement], 'backups on an S3 server', () => {
  const servers: ChildProcess[] = [];
  const server = placeForSuite();
  let address: string;
  let folder: string;

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    address = `127.0.0.1:${port}`;
    const home = server();
    folder = join(home.directory, 'buckets');
    mkdirSync(join(folder, 'backups'), { recursive: true });
    mkdirSync(join(home.directory, 'attributes'));
    const keys = ['--access', 'me', '--secret', 'my-secret/+='];
    const storage = ['posix', '--sidecar', join(home.directory, 'attributes'), folder];
    servers.push(
      spawn(s3Server.path(), ['--quiet', ...keys, '--port', address, ...storage], { stdio: 'ignore' }),
    );
    await vi.waitFor(async () => expect((await fetch(`http://${address}/`)).status).toBe(403), 10_000);
  });

  afterAll(() => {
    for (const one of servers) one.kill();
  });

  it('need keys in .env, which are asked for before anything starts', async () => {
    const stack = newPlace();
    const { stderr } = await stack.generate(
      `--inference stub --backup-to s3 --backup-bucket backups --backup-path a/b --backup-endpoint http://${address}`,
    );
    expect(stderr).toContain('.env does not have the credentials for backups yet');
    const refused = await stack.run(['up', ...EMBEDDED]);
    expect(refused.stderr).toContain('error: backups need AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    expect(refused.exitCode).toBe(2);

    const env = { AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'my-secret/+=' };
    await stack.succeed('generate', env);
    const file = join(stack.directory, '.env');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain('AWS_SECRET_ACCESS_KEY=my-secret/+=\n');
    for (const path of readdirSync(stack.directory).filter((name) => /\.(ya?ml|json)$/.test(name)))
      expect(readFileSync(join(stack.directory, path), 'utf8')).not.toContain('my-secret');
    await stack.succeed('generate');
    expect((await stack.run('check')).exitCode).toBe(0);

    await stack.succeed(['up', ...EMBEDDED]);
    await backUp(stack, 's3');
    expect(readdirSync(join(folder, 'backups', 'a', 'b'))).toContain('first');
    const kept = JSON.parse((await stack.succeed('smoke --target embedded --keep --json')).stdout);
    const objects = async () =>
      (await request(stack, `objects?class=${kept.collection}&include=vector`)).json.objects;
    const before = await objects();
    expect(before).not.toHaveLength(0);
    const { id } = JSON.parse((await stack.succeed('backup create --target embedded --json')).stdout);
    const drill = JSON.parse((await stack.succeed('backup drill --target embedded --json')).stdout);
    expect(drill).toMatchObject({ id, ok: true, problems: [] });

    await stack.succeed('destroy --target embedded --yes --backups');
    expect(readdirSync(join(folder, 'backups', 'a', 'b'))).toEqual(expect.arrayContaining(['first', id]));
    await stack.succeed(['up', ...EMBEDDED]);
    await stack.succeed(`restore ${id} --target embedded`);
    expect(await objects()).toEqual(before);
    const refusedDelete = await stack.run(`backup delete ${id} --target embedded --yes`);
    expect(refusedDelete.stderr).toContain(`aws s3 rm --recursive s3://backups/a/b/${id}/`);
  });
});
