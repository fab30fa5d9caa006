import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  OLDER_WEAVIATE_VERSION,
  OLDEST_TESTED_WEAVIATE_VERSION,
  WEAVIATE_VERSION,
} from '../../src/facts/versions.ts';
import { cachedBinary } from '../../src/targets/embedded/binary.ts';
import { freePorts } from '../../src/targets/embedded/ports.ts';
import { errorsIn } from '../support/command.ts';
import { failureOf } from '../support/embeddedFault.ts';
import { newPlace, type Place } from '../support/place.ts';
import { describeWith, weaviate, weaviateOf } from '../support/requirements.ts';
import { phaseOf, reached } from '../support/upgradeJournal.ts';
import { changeVector, deleteObject, stateOf } from '../support/upgradeObjects.ts';
import { cacheWith, LADDER, ON, ownCache, replaceServer, startOld } from '../support/upgradeStack.ts';

const REAL = cachedBinary(process.env, WEAVIATE_VERSION);
const UNSYNCHRONIZED = fileURLToPath(new URL('../support/unsynchronized.mjs', import.meta.url));

const backupsIn = ({ directory }: Place) => join(directory, '.bindstack/embedded/backups');

/** Files of a backup other than its descriptions. */
async function chunksIn(place: Place): Promise<string[]> {
  const names = await readdir(backupsIn(place), { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.json'))
    .map(({ parentPath, name }) => join(parentPath, name));
}

describeWith([weaviate, weaviateOf(OLDER_WEAVIATE_VERSION)], 'an upgrade of local processes fails', () => {
  describe('before it changes anything, and the same command works afterwards,', () => {
    it('in the backup', async () => {
      const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
      // As if the disk for the backups was not mounted.
      await rm(backupsIn(place), { recursive: true, force: true });
      await writeFile(backupsIn(place), '');
      const { exitCode, stderr } = await place.run(LADDER);
      expect(exitCode).toBe(1);
      expect(errorsIn(stderr)).toHaveLength(1);
      expect(stderr).toContain('not a directory');
      expect(await phaseOf(place)).toBeUndefined();
      expect(await stateOf(url)).toEqual(before);
      await rm(backupsIn(place));
      await place.succeed(LADDER);
      expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION });
    });

    it('in the backup, because its disk is full', async ({ skip }) => {
      const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
      const directory = backupsIn(place);
      const reason = failureOf('mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', directory);
      if (reason !== undefined) skip(reason);
      onTestFinished(() => void failureOf('umount', '--lazy', directory));
      const { exitCode, stderr } = await place.run(LADDER);
      expect(exitCode).toBe(1);
      expect(errorsIn(stderr)).toEqual([expect.stringContaining('the disk is full')]);
      expect(await phaseOf(place)).toBeUndefined();
      expect(await stateOf(url)).toEqual(before);
      failureOf('umount', directory);
      await place.succeed(LADDER);
      expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION });
    });

    it('in the drill, because the backup is damaged', async () => {
      const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
      const run = place.start(LADDER);
      await reached(place, '0 drill', run);
      for (const file of await chunksIn(place)) await truncate(file, 100);
      const { exitCode, stderr } = await run.ended;
      expect(exitCode).toBe(1);
      expect(errorsIn(stderr)).toEqual([expect.stringContaining('does not bring back what was backed up')]);
      expect(await phaseOf(place)).toBeUndefined();
      expect(await stateOf(url)).toEqual(before);
      await place.succeed(LADDER);
      expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION });
    });

    it('in the drill, because the second server does not start', async () => {
      const place = newPlace();
      const env = await ownCache(place);
      const { url, before } = await startOld(OLDER_WEAVIATE_VERSION, undefined, env, place);
      await replaceServer(env, OLDER_WEAVIATE_VERSION, 'exit 1');
      const { exitCode, stderr } = await place.run(LADDER, env);
      expect(exitCode).toBe(1);
      expect(errorsIn(stderr)).toEqual([expect.stringContaining('exited')]);
      expect(await phaseOf(place)).toBeUndefined();
      expect(await stateOf(url)).toEqual(before);
    });

    it('because the files were edited meanwhile', async () => {
      const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
      const file = join(place.directory, 'docker-compose.yml');
      const text = await readFile(file, 'utf8');
      const run = place.start(LADDER);
      await reached(place, '0 drill', run);
      await appendFile(file, '# mine\n');
      const { exitCode, stderr } = await run.ended;
      expect(exitCode).toBe(3);
      expect(errorsIn(stderr)).toEqual([
        expect.stringContaining('docker-compose.yml already exists and differs'),
      ]);
      expect(await phaseOf(place)).toBeUndefined();
      expect(await readFile(file, 'utf8')).toBe(`${text}# mine\n`);
      expect(await stateOf(url)).toEqual(before);
    });
  });

  it.each([
    ['when it starts the new version', 'exit 1', '0 restart', 'exited'],
    [
      'because the nodes are not synchronized',
      `exec "${process.execPath}" "${UNSYNCHRONIZED}" PORT "${REAL}" "$@"`,
      '0 synchronize',
      'the cluster was not ready within 20 s',
    ],
    [
      'in the smoke test, without room for another collection',
      `MAXIMUM_ALLOWED_COLLECTIONS_COUNT=1 exec "${REAL}" "$@"`,
      '0 smoke',
      'the smoke test failed',
    ],
  ])('%s, and goes back with the same objects', async (_, script, phase, message) => {
    const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
    const [port] = await freePorts(1);
    const env = await cacheWith(place, WEAVIATE_VERSION, script.replace('PORT', `${port}`));
    const { exitCode, stderr } = await place.run(`${LADDER} --timeout 20s`, env);
    expect(exitCode).toBe(1);
    expect(errorsIn(stderr)).toEqual([expect.stringContaining(message)]);
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

  it('because a version cannot be obtained, changes nothing but the files, and they come back', async () => {
    const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
    const file = join(place.directory, 'docker-compose.yml');
    const compose = await readFile(file, 'utf8');
    const env = { ...(await cacheWith(place, WEAVIATE_VERSION, 'exit 1')), PATH: '/nonexistent' };
    const { exitCode, stderr } = await place.run(
      `upgrade ${ON} --to 1.39.2 --via ${OLDER_WEAVIATE_VERSION}`,
      env,
    );
    expect(exitCode).toBe(5);
    expect(errorsIn(stderr)).toHaveLength(1);
    expect(await phaseOf(place)).toBe('0 pull');
    expect(await stateOf(url)).toEqual(before);
    await place.succeed(`upgrade --rollback ${ON}`, env);
    expect(await readFile(file, 'utf8')).toBe(compose);
    expect(await stateOf(url)).toEqual(before);
  });

  it.each([
    ['an object is missing', deleteObject, 'Things has 299 of 300 objects'],
    ['a vector is another one', changeVector, 'has another vector'],
  ])('because %s afterwards, and brings it back', async (_, change, message) => {
    const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION);
    const run = place.start(LADDER);
    await reached(place, '0 smoke', run);
    await change(url, 5);
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(1);
    expect(errorsIn(stderr)).toHaveLength(1);
    expect(stderr).toContain(message);
    await place.succeed(`upgrade --rollback ${ON}`);
    expect(await stateOf(url)).toEqual(before);
  });

  it('and keeps the newer data if the backup does not exist any more', async () => {
    const { place } = await startOld(OLDER_WEAVIATE_VERSION);
    const run = place.start(LADDER);
    await reached(place, '0 smoke', run);
    await run.endedBy('SIGKILL');
    await rm(backupsIn(place), { recursive: true });
    const { exitCode, stderr } = await place.run(`upgrade --rollback ${ON}`);
    expect(exitCode).toBe(1);
    expect(errorsIn(stderr)).toEqual([expect.stringContaining('there is no such backup')]);
    const [, kept = ''] = /is kept in the directory (\S+)/.exec(stderr) ?? [];
    expect(await readdir(join(place.directory, kept))).toContain('things');
    expect(await phaseOf(place)).toBe('back restore');
  });

  it('because a client deleted an object, and continues if told so', async () => {
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

  describeWith([weaviateOf(OLDEST_TESTED_WEAVIATE_VERSION)], 'in its second step', () => {
    it('because of a damaged backup, and makes another one when it is continued', async () => {
      const { place, url, before } = await startOld(OLDEST_TESTED_WEAVIATE_VERSION);
      const run = place.start(LADDER);
      await reached(place, '1 drill', run);
      for (const file of await chunksIn(place)) await truncate(file, 100);
      const { exitCode, stderr } = await run.ended;
      expect(exitCode).toBe(1);
      expect(errorsIn(stderr)).toHaveLength(1);
      expect(await phaseOf(place)).toBe('1 backup');
      await place.succeed(`upgrade ${ON}`);
      expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION });
    });

    it('in the smoke test, and goes back to the first one', async () => {
      const { place, url, before } = await startOld(OLDEST_TESTED_WEAVIATE_VERSION);
      const env = await cacheWith(
        place,
        WEAVIATE_VERSION,
        `MAXIMUM_ALLOWED_COLLECTIONS_COUNT=1 exec "${REAL}" "$@"`,
      );
      expect((await place.run(LADDER, env)).exitCode).toBe(1);
      expect(await phaseOf(place)).toBe('1 smoke');
      await place.succeed(`upgrade --rollback ${ON}`, env);
      expect(await stateOf(url)).toEqual({ ...before, version: OLDER_WEAVIATE_VERSION });
    });
  });
});
