import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { failureOf } from '../support/embeddedFault.ts';
import { paste } from '../support/paste.ts';
import { newPlace, placeForSuite } from '../support/place.ts';
import { describeWith, program, weaviate } from '../support/requirements.ts';
import { collectionsOf, weaviateRest } from '../support/weaviateRest.ts';

const OBJECTS = 300;
const TARGET = '--target embedded';

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const vectorOf = (n: number) => Array.from({ length: 8 }, (_, i) => Math.sin(n * 8 + i));

describeWith([weaviate], 'backups of local processes', () => {
  const place = placeForSuite();
  const backups = () => join(place().directory, 'backups');
  let url: string;
  let id: string;

  async function fillCollection(name: string, objects: number): Promise<void> {
    await weaviateRest(url, 'POST', '/v1/schema', {
      body: { class: name, vectorizer: 'none', properties: [{ name: 'n', dataType: ['int'] }] },
    });
    await weaviateRest(url, 'POST', '/v1/batch/objects', {
      body: {
        objects: Array.from({ length: objects }, (_, n) => ({
          class: name,
          id: idOf(n),
          properties: { n },
          vector: vectorOf(n),
        })),
      },
    });
  }

  async function count(name: string): Promise<number | undefined> {
    const query = `{Aggregate{${name}{meta{count}}}}`;
    const { body } = await weaviateRest(url, 'POST', '/v1/graphql', { body: { query } });
    return (body as { data?: { Aggregate: Record<string, { meta: { count: number } }[]> } }).data?.Aggregate[
      name
    ]?.[0]?.meta.count;
  }

  /** Copies a complete backup under another id. */
  async function copyBackup(as: string): Promise<string> {
    const directory = join(backups(), as);
    await cp(join(backups(), id), directory, { recursive: true });
    for (const file of ['backup_config.json', 'node1/backup.json']) {
      const text = await readFile(join(directory, file), 'utf8');
      await writeFile(join(directory, file), text.replace(`"id":"${id}"`, `"id":"${as}"`));
    }
    return directory;
  }

  /** What is left in the directory for temporary files; Weaviate keeps a `.backup.tmp` in its data. */
  const temporaryFiles = async () => (await place().leftovers()).filter((one) => one.startsWith('file tmp/'));

  beforeAll(async () => {
    await place().succeed(await place().embedded('--backup-to directory'));
    url = await place().url();
    await fillCollection('Things', OBJECTS);
    await fillCollection('Others', 10);
    const { stdout } = await place().succeed(`backup create ${TARGET} --json`);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({ state: 'complete', version: expect.any(String) });
    id = record.id;
  });

  it('are listed with size, objects and state', async () => {
    const { stdout } = await place().succeed(`backup list ${TARGET} --json`);
    expect(JSON.parse(stdout)).toMatchObject({
      backend: 'filesystem',
      backups: [{ id, state: 'complete', objects: OBJECTS + 10, size: expect.any(Number) }],
    });
  });

  it('do not overwrite collections unless told', async () => {
    const { exitCode, stderr } = await place().run(`restore ${id} ${TARGET}`);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('Others, Things already exist');
    expect(stderr).toContain('--replace');
  });

  it('bring back the same objects with the same vectors', async () => {
    for (const name of ['Things', 'Others']) await weaviateRest(url, 'DELETE', `/v1/schema/${name}`);
    const { stdout } = await place().succeed(`restore ${id} ${TARGET} --json`);
    expect(JSON.parse(stdout)).toMatchObject({ id, safety: null, compared: true });
    expect(await count('Things')).toBe(OBJECTS);
    expect(await count('Others')).toBe(10);
    const { body } = await weaviateRest(url, 'GET', `/v1/objects/Things/${idOf(7)}?include=vector`);
    expect((body as { vector: number[] }).vector).toEqual(
      vectorOf(7)
        .map(Math.fround)
        .map((n) => expect.closeTo(n, 6)),
    );
  });

  it('replace collections after a backup of them', async () => {
    await weaviateRest(url, 'DELETE', `/v1/schema/Things`);
    await fillCollection('Things', 5);
    const { stdout } = await place().succeed(`restore ${id} ${TARGET} --replace --include Things --json`);
    const { safety } = JSON.parse(stdout);
    expect(safety).toMatch(/-before-restore$/);
    expect(await count('Things')).toBe(OBJECTS);
    await place().succeed(`restore ${safety} ${TARGET} --replace`);
    expect(await count('Things')).toBe(5);
    await place().succeed(`restore ${id} ${TARGET} --replace`);
  });

  describe('that are broken', () => {
    it.each([
      ['corrupt', async (file: string) => writeFile(file, Buffer.alloc(2000, 7))],
      ['truncated', async (file: string) => writeFile(file, (await readFile(file)).subarray(0, 500))],
    ])('leave what is there: %s', async (kind, damage) => {
      const directory = await copyBackup(kind);
      await damage(join(directory, 'node1/Things/chunk-1'));
      const { exitCode, stderr } = await place().run(`restore ${kind} ${TARGET} --replace`);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('the backup is damaged');
      expect(stderr).toContain('what was there before is back');
      expect(await count('Things')).toBe(OBJECTS);
      await place().succeed(`backup delete ${kind} ${TARGET} --yes`);
      expect(existsSync(directory)).toBe(false);
    });

    it('are refused before anything is deleted if a newer Weaviate made them', async () => {
      const directory = await copyBackup('newer');
      const file = join(directory, 'backup_config.json');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace(/"serverVersion":"[^"]+"/, '"serverVersion":"1.99.0"'));
      const { exitCode, stderr } = await place().run(`restore newer ${TARGET} --replace`);
      expect(exitCode).toBe(3);
      expect(stderr).toContain('newer was made by Weaviate 1.99.0');
      expect(await collectionsOf(url)).toEqual(['Others', 'Things']);
    });

    it('do not exist', async () => {
      const { exitCode, stderr } = await place().run(`restore no-such-backup ${TARGET} --replace`);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('there is no such backup');
    });
  });

  it('are tried in a throw-away Weaviate', async () => {
    const { stdout } = await place().succeed(`backup drill ${id} ${TARGET} --json`);
    expect(JSON.parse(stdout)).toMatchObject({
      id,
      ok: true,
      problems: [],
      collections: [
        { name: 'Others', objects: 10 },
        { name: 'Things', objects: OBJECTS },
      ],
      vectors: 30,
      searches: 30,
    });
    const status = JSON.parse((await place().succeed(`status ${TARGET} --json`)).stdout);
    expect(status).toMatchObject({
      state: 'running',
      backups: { last: { id: expect.any(String) }, lastDrill: { id } },
    });
    const doctor = JSON.parse((await place().run(`doctor ${TARGET} --inference stub --json`)).stdout);
    expect(doctor.checks).toContainEqual(expect.objectContaining({ id: 'backups', status: 'pass' }));
    expect(await temporaryFiles()).toEqual([]);
  });

  it('that are damaged are found by a drill', async () => {
    const directory = await copyBackup('damaged');
    await writeFile(join(directory, 'node1/Things/chunk-1'), Buffer.alloc(2000, 7));
    const { exitCode, stdout } = await place().run(`backup drill damaged ${TARGET} --json`);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('the backup is damaged')],
    });
    await place().succeed(`backup delete damaged ${TARGET} --yes`);
  });

  it('leave nothing behind if a drill is interrupted or killed', async () => {
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const running = place().start(`backup drill ${id} ${TARGET}`);
      await running.said('Weaviate is ready');
      await running.endedBy(signal);
    }
    await place().succeed(`backup drill ${id} ${TARGET}`);
    expect(await temporaryFiles()).toEqual([]);
    expect(await count('Things')).toBe(OBJECTS);
  });

  it('are made regularly by what schedule prints', async () => {
    const { stdout } = await place().succeed(`backup schedule --scheduler cron --keep 1 ${TARGET}`);
    const command = stdout.trim().split(' ').slice(5).join(' ');
    const run = promisify(execFile);
    const made = async () => (await run('sh', ['-c', command])).stderr;
    await made();
    expect(await made()).toContain('as --keep 1 says');
  });

  it.skipIf(program('crontab')() !== undefined)('are made by cron, until the line is removed', async () => {
    const crontab = () => spawnSync('crontab', ['-l'], { encoding: 'utf8' }).stdout;
    const before = crontab();
    const args = `backup schedule --scheduler cron --install ${TARGET}`;
    await place().succeed(args);
    // The same stack has one line.
    const { stderr } = await place().succeed(`${args} --every 6h`);
    expect(crontab().slice(before.length)).toMatch(/^17 \*\/6 \* \* \* PATH=.* # bindstack-backup-.*\n$/);
    const [, removal = ''] = /^Remove it: (.*)$/m.exec(stderr) ?? [];
    expect(paste(place(), removal)).toMatchObject({ status: 0 });
    expect(crontab()).toBe(before);
  });

  it.skipIf(program('systemd-analyze')() !== undefined)(
    'are made by units that systemd accepts',
    async () => {
      const { stdout } = await place().succeed(`backup schedule --scheduler systemd ${TARGET} --json`);
      const { files } = JSON.parse(stdout) as { files: { path: string; text: string }[] };
      const paths = files.map(({ path }) => join(place().scratch, basename(path)));
      for (const [n, { text }] of files.entries()) await writeFile(paths[n] ?? '', text);
      const env = { ...process.env, XDG_RUNTIME_DIR: place().scratch };
      const verified = spawnSync('systemd-analyze', ['--user', 'verify', ...paths], {
        encoding: 'utf8',
        env,
      });
      expect(verified).toMatchObject({ status: 0, stderr: '' });
      for (const path of paths) await rm(path);
    },
  );

  it('are not deleted while another one builds on them', async () => {
    const { stdout } = await place().succeed(`backup create ${TARGET} --incremental --id added --json`);
    const { base } = JSON.parse(stdout);
    const { exitCode, stderr } = await place().run(`backup delete ${base} ${TARGET} --yes`);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('backup delete --target embedded added');
    await place().succeed(`restore added ${TARGET} --replace`);
    expect(await count('Things')).toBe(OBJECTS);
    await place().succeed(`backup delete added ${TARGET} --yes`);
  });

  it.each([
    ['--include Nothing*', 2, 'no collection is named Nothing*'],
    ['--id Upper', 2, '--id upper'],
  ])('are not made with %s', async (flags, code, text) => {
    const { exitCode, stderr } = await place().run(`backup create ${TARGET} ${flags}`);
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: expect.stringContaining(text) });
  });
});

describeWith([weaviate], 'a stack without a backup module', () => {
  const place = placeForSuite();

  it('says how to turn backups on', async () => {
    await place().succeed(await place().embedded());
    const { exitCode, stderr } = await place().run(`backup create ${TARGET}`);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('Weaviate runs without a backup module');
  });

  it('says that it has backups from before', async () => {
    await place().succeed(`down ${TARGET}`);
    const folder = join(place().directory, '.bindstack/embedded/backups/one');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'backup_config.json'), '{}');
    const { stderr } = await place().succeed(await place().embedded());
    expect(stderr).toContain('can neither restore them nor make new ones');
  });
});

describeWith([weaviate], 'a full disk', () => {
  it('stops a restore, which is not shown as whole; it works once there is room', async ({ skip }) => {
    const place = newPlace();
    const data = join(place.directory, '.bindstack/embedded/data');
    await mkdir(data, { recursive: true });
    const reason = failureOf('mount', '-t', 'tmpfs', '-o', 'size=60m', 'tmpfs', data);
    if (reason !== undefined) skip(reason);
    onTestFinished(() => void failureOf('umount', '--lazy', data));
    await place.succeed(await place.embedded('--backup-to volume'));
    const url = await place.url();
    const text = { name: 'text', dataType: ['text'], indexSearchable: false, indexFilterable: false };
    await weaviateRest(url, 'POST', '/v1/schema', {
      body: { class: 'Things', vectorizer: 'none', properties: [text] },
    });
    const objects = Array.from({ length: OBJECTS }, (_, n) => ({
      class: 'Things',
      id: idOf(n),
      // Does not get smaller.
      properties: { text: randomBytes(20_000).toString('base64') },
      vector: vectorOf(n),
    }));
    await weaviateRest(url, 'POST', '/v1/batch/objects', { body: { objects } });
    await place.succeed(`backup create ${TARGET} --id whole`);
    await weaviateRest(url, 'DELETE', '/v1/schema/Things');
    await writeFile(join(data, 'other'), Buffer.alloc(61_500_000));
    const { exitCode, stderr } = await place.run(`restore whole ${TARGET}`);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('the disk is full');
    expect((await place.run(`status ${TARGET}`)).stderr).toContain(
      'a restore of whole has begun and not ended',
    );
    await rm(join(data, 'other'));
    await place.succeed(`restore whole ${TARGET} --replace`);
    expect((await place.run(`status ${TARGET}`)).stderr).not.toContain('has begun');
  });
});
