import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  OLDER_WEAVIATE_VERSION,
  OLDEST_TESTED_WEAVIATE_VERSION,
  WEAVIATE_VERSION,
} from '../../src/facts/versions.ts';
import { cachedBinary } from '../../src/targets/embedded/binary.ts';
import { newPlace, type Place } from '../support/place.ts';
import { describeWith, weaviate, weaviateOf } from '../support/requirements.ts';
import { journalOf, phaseOf, reached } from '../support/upgradeJournal.ts';
import { deleteObject, fillWithObjects, stateOf } from '../support/upgradeObjects.ts';

const ON = '--target embedded --yes';
const LADDER = `upgrade ${ON} --via ${OLDER_WEAVIATE_VERSION} --to ${WEAVIATE_VERSION}`;

interface Started {
  readonly place: Place;
  readonly url: string;
  /** The state of the server before. */
  readonly before: Awaited<ReturnType<typeof stateOf>>;
}

/** A stack of an older version with objects. */
async function startOld(version: string, options = '--backup-to volume'): Promise<Started> {
  const place = newPlace();
  await place.generate(`--target compose --inference stub --weaviate-tag ${version} ${options}`);
  await place.succeed('up --target embedded');
  const url = await place.url();
  await fillWithObjects(url);
  const before = await stateOf(url);
  expect(before).toMatchObject({ version, objects: 300, different: 0 });
  return { place, url, before };
}

/** A cache in which the server of one version is a program of its own, and the others are the real ones. */
async function cacheWith(place: Place, version: string, script: string): Promise<Record<string, string>> {
  const env = { XDG_CACHE_HOME: join(place.scratch, 'cache') };
  for (const one of [OLDER_WEAVIATE_VERSION, WEAVIATE_VERSION]) {
    const file = cachedBinary(env, one);
    await mkdir(dirname(file), { recursive: true });
    if (one !== version) await symlink(cachedBinary(process.env, one), file);
    else {
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
    }
  }
  return env;
}

const REAL = cachedBinary(process.env, WEAVIATE_VERSION);

describeWith([weaviate, weaviateOf(OLDER_WEAVIATE_VERSION)], 'the upgrade of local processes', () => {
  describeWith([weaviateOf(OLDEST_TESTED_WEAVIATE_VERSION)], 'through two minor versions', () => {
    it('keeps objects, vectors and search results', async () => {
      const { place, url, before } = await startOld(OLDEST_TESTED_WEAVIATE_VERSION);
      const { stdout } = await place.succeed(`${LADDER} --json`);
      expect(JSON.parse(stdout)).toMatchObject({
        target: 'embedded',
        state: 'done',
        version: WEAVIATE_VERSION,
        steps: [
          { version: OLDER_WEAVIATE_VERSION, backup: expect.stringContaining('-v1-37-') },
          { version: WEAVIATE_VERSION, backup: expect.stringContaining('-v1-38-') },
        ],
      });
      expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION });
      expect(await readFile(join(place.directory, 'bindstack.yaml'), 'utf8')).toContain(
        `tag: ${WEAVIATE_VERSION}`,
      );
      expect(existsSync(journalOf(place))).toBe(false);
      const again = await place.succeed(`upgrade ${ON} --to ${WEAVIATE_VERSION}`);
      expect(again.stderr).toContain('there is nothing to do');
    });
  });

  it('shows its plan and changes nothing', async () => {
    const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
    const { stdout } = await place.succeed(
      `upgrade --target embedded --plan --to ${WEAVIATE_VERSION} --via ${OLDER_WEAVIATE_VERSION}`,
    );
    expect(stdout).toContain(`${OLDER_WEAVIATE_VERSION} → ${WEAVIATE_VERSION}`);
    expect(stdout).toContain('bindstack backup create --target embedded');
    expect(stdout).toContain(`bindstack generate --weaviate-tag ${WEAVIATE_VERSION}`);
    expect(await stateOf(url)).toEqual(before);
    expect(existsSync(journalOf(place))).toBe(false);
  });

  it('refuses what would lose something, before it changes anything', async () => {
    const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION, '');
    const refused = async (line: string) => {
      const { exitCode, stderr } = await place.run(line);
      expect(await stateOf(url)).toEqual(before);
      expect(existsSync(journalOf(place))).toBe(false);
      return `${exitCode} ${stderr}`;
    };
    // No backup module.
    expect(await refused(LADDER)).toMatch(/^3 .*without a backup module.*--backup-to/s);
    expect(await refused(`upgrade ${ON} --to 1.37.1`)).toMatch(/^3 .*cannot be turned into 1\.37\.1/s);
    expect(
      await refused(
        `upgrade --target embedded --to ${WEAVIATE_VERSION} --via ${OLDER_WEAVIATE_VERSION} --no-backup`,
      ),
    ).toMatch(/^2 .*--yes/s);
    expect(await refused(`upgrade ${ON} --rollback`)).toMatch(/^3 .*no unfinished upgrade/s);
    const file = join(place.directory, 'docker-compose.yml');
    await writeFile(file, `${await readFile(file, 'utf8')}# mine\n`);
    expect(await refused(`${LADDER} --no-backup`)).toMatch(
      /^3 .*docker-compose\.yml already exists and differs/s,
    );
  });

  describe('that fails', () => {
    it.each([
      // The server exits at once.
      ['when it starts the new version', 'exit 1', '0 restart', 'exited'],
      // Without room for another collection, the smoke test fails.
      [
        'in the smoke test',
        `MAXIMUM_ALLOWED_COLLECTIONS_COUNT=1 exec ${REAL} "$@"`,
        '0 smoke',
        'the smoke test failed',
      ],
    ])('%s goes back with the same objects', async (_, script, phase, message) => {
      const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
      const env = await cacheWith(place, WEAVIATE_VERSION, script);
      const { exitCode, stderr } = await place.run(LADDER, env);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(message);
      expect(stderr).toContain('bindstack upgrade --rollback --target embedded');
      expect(await phaseOf(place)).toBe(phase);
      await place.succeed(`upgrade --rollback ${ON}`, env);
      expect(await stateOf(url)).toEqual(before);
      expect(await readFile(join(place.directory, 'bindstack.yaml'), 'utf8')).toContain(
        `tag: ${OLDER_WEAVIATE_VERSION}`,
      );
      expect(await readdir(join(place.directory, '.bindstack/embedded'))).not.toContain(
        expect.stringContaining('set-aside'),
      );
    });

    it('because a version cannot be obtained changes nothing but the files, which come back', async () => {
      const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
      const file = join(place.directory, 'docker-compose.yml');
      const compose = await readFile(file, 'utf8');
      const env = { ...(await cacheWith(place, WEAVIATE_VERSION, 'exit 1')), PATH: '/nonexistent' };
      const { exitCode } = await place.run(`upgrade ${ON} --to 1.39.2 --via ${OLDER_WEAVIATE_VERSION}`, env);
      expect(exitCode).toBe(5);
      expect(await phaseOf(place)).toBe('0 pull');
      expect(await stateOf(url)).toEqual(before);
      await place.succeed(`upgrade --rollback ${ON}`, env);
      expect(await readFile(file, 'utf8')).toBe(compose);
      expect(await stateOf(url)).toEqual(before);
    });

    it('because an object is missing afterwards brings it back', async () => {
      const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
      const run = place.start(LADDER);
      await reached(place, '0 smoke', run);
      await deleteObject(url, 5);
      const { exitCode, stderr } = await run.ended;
      expect(exitCode).toBe(1);
      expect(stderr).toContain('Things has 299 of 300 objects');
      await place.succeed(`upgrade --rollback ${ON}`);
      expect(await stateOf(url)).toEqual(before);
    });

    it('because a client deleted an object continues if told so', async () => {
      const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
      const run = place.start(LADDER);
      await reached(place, '0 smoke', run);
      await deleteObject(url, 5);
      const { exitCode, stderr } = await run.ended;
      expect(exitCode).toBe(1);
      expect(stderr).toContain('bindstack upgrade --target embedded --accept-differences');
      await place.succeed(`upgrade --accept-differences ${ON}`);
      expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION, objects: 299 });
      expect(await phaseOf(place)).toBeUndefined();
    });
  });

  describe('that is killed', () => {
    it.each(['backup', 'files', 'restart', 'compare'])('in the phase %s is continued', async (phase) => {
      const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
      const run = place.start(LADDER);
      await reached(place, `0 ${phase}`, run);
      await run.endedBy('SIGKILL');
      const status = await place.run('status --target embedded');
      expect(status.stderr).toContain(`the upgrade to Weaviate ${WEAVIATE_VERSION} is not finished`);
      await place.succeed(`upgrade ${ON}`);
      expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION });
    });

    it.each(['set-aside', 'restore', 'discard'])(
      'in the phase %s of a rollback goes back when told again',
      async (phase) => {
        const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
        const run = place.start(LADDER);
        await reached(place, '0 smoke', run);
        await run.endedBy('SIGKILL');
        const back = place.start(`upgrade --rollback ${ON}`);
        await reached(place, `back ${phase}`, back);
        await back.endedBy('SIGKILL');
        await place.succeed(`upgrade --rollback ${ON}`);
        expect(await stateOf(url)).toEqual(before);
      },
    );
  });
});
