import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  OLDER_WEAVIATE_VERSION,
  OLDEST_TESTED_WEAVIATE_VERSION,
  WEAVIATE_VERSION,
} from '../../src/facts/versions.ts';
import { newPlace } from '../support/place.ts';
import { describeWith, docker, weaviateImage } from '../support/requirements.ts';
import { phaseOf, reached } from '../support/upgradeJournal.ts';
import { fillWithObjects, stateOf } from '../support/upgradeObjects.ts';

const LADDER = `upgrade --yes --via ${OLDER_WEAVIATE_VERSION} --to ${WEAVIATE_VERSION}`;

async function startOld(version: string, options: string) {
  const place = newPlace();
  await place.generate(`--target compose --inference stub --weaviate-tag ${version} ${options}`);
  await place.succeed('up');
  const url = await place.url();
  await fillWithObjects(url);
  const before = await stateOf(url);
  expect(before).toMatchObject({ version, objects: 300, different: 0 });
  return { place, url, before };
}

describeWith([docker, weaviateImage(OLDER_WEAVIATE_VERSION)], 'the upgrade of a Compose project', () => {
  describeWith([weaviateImage(OLDEST_TESTED_WEAVIATE_VERSION)], 'through two minor versions', () => {
    it('keeps objects, vectors and search results', async () => {
      const { place, url, before } = await startOld(OLDEST_TESTED_WEAVIATE_VERSION, '--backup-to volume');
      const { stdout } = await place.succeed(`${LADDER} --json`);
      expect(JSON.parse(stdout)).toMatchObject({ state: 'done', version: WEAVIATE_VERSION });
      expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION });
    });
  });

  describe.each(['--backup-to volume', '--backup-to directory --persistence directory'])(
    'with %s',
    (options) => {
      it('goes back with the same objects, although both were killed', async () => {
        const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION, options);
        const run = place.start(LADDER);
        await reached(place, '0 smoke', run);
        await run.endedBy('SIGKILL');
        const back = place.start('upgrade --rollback --yes');
        await reached(place, 'back restore', back);
        await back.endedBy('SIGKILL');
        const { stderr } = await place.run('upgrade --yes');
        expect(stderr).toContain('bindstack upgrade --rollback');
        await place.succeed('upgrade --rollback --yes');
        expect(await stateOf(url)).toEqual(before);
        // The older version can be upgraded again.
        await place.succeed(LADDER);
        expect(await stateOf(url)).toEqual({ ...before, version: WEAVIATE_VERSION });
      });
    },
  );

  it('changes only files if the image of the new version does not exist', async () => {
    const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION, '--backup-to volume');
    const file = join(place.directory, 'docker-compose.yml');
    const compose = await readFile(file, 'utf8');
    const { exitCode, stderr } = await place.run(`upgrade --yes --via ${OLDER_WEAVIATE_VERSION} --to 1.39.2`);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('bindstack upgrade --rollback');
    expect(stderr).toContain('error: cannot pull the image of weaviate');
    expect(await phaseOf(place)).toBe('0 pull');
    expect(await stateOf(url)).toEqual(before);
    await place.succeed('upgrade --rollback --yes');
    expect(await readFile(file, 'utf8')).toBe(compose);
    expect(await stateOf(url)).toEqual(before);
    expect(await phaseOf(place)).toBeUndefined();
  });

  it('refuses a stack whose data is deleted with its container', async () => {
    const place = newPlace();
    await place.generate(
      `--target compose --inference stub --persistence none --weaviate-tag ${OLDER_WEAVIATE_VERSION}`,
    );
    const { exitCode, stderr } = await place.run(LADDER);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('--persistence volume');
  });
});
