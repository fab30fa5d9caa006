import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OLDER_WEAVIATE_VERSION, WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { errorsIn } from '../support/command.ts';
import { dockerLines } from '../support/leftovers.ts';
import { newPlace } from '../support/place.ts';
import { describeWith, docker, weaviateImage } from '../support/requirements.ts';
import { phaseOf, reached } from '../support/upgradeJournal.ts';
import { fillWithObjects, stateOf } from '../support/upgradeObjects.ts';
import { WAY, WHOLE_LADDER } from '../support/upgradeStack.ts';

const LADDER = `upgrade --yes --via ${OLDER_WEAVIATE_VERSION} --to ${WEAVIATE_VERSION}`;

/** A release that does not exist. */
const BROKEN = '1.39.97';

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
  describeWith(WAY.map(weaviateImage), `through ${WAY.length} minor versions`, () => {
    it('keeps objects, vectors and search results', async () => {
      const { place, url, before } = await startOld(WAY[0], '--backup-to volume');
      const { stdout } = await place.succeed(`${WHOLE_LADDER} --json`);
      expect(JSON.parse(stdout)).toMatchObject({
        state: 'done',
        version: WEAVIATE_VERSION,
        steps: [...WAY.slice(1), WEAVIATE_VERSION].map((version) => ({ version })),
      });
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

  it('goes back if the new version does not start', async () => {
    const image = (version: string) => `cr.weaviate.io/semitechnologies/weaviate:${version}`;
    const [container = ''] = await dockerLines('create', image(WEAVIATE_VERSION));
    onTestFinished(() => void dockerLines('image', 'rm', image(BROKEN)));
    await dockerLines('commit', '--change', 'ENTRYPOINT ["false"]', container, image(BROKEN));
    await dockerLines('rm', container);
    const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION, '--backup-to volume');
    const { exitCode, stderr } = await place.run(
      `upgrade --yes --via ${OLDER_WEAVIATE_VERSION} --to ${BROKEN}`,
    );
    expect(exitCode).toBe(1);
    expect(errorsIn(stderr)).toEqual([expect.stringContaining('Weaviate exited')]);
    expect(stderr).toContain('bindstack upgrade --rollback');
    expect(await phaseOf(place)).toBe('0 restart');
    await place.succeed('upgrade --rollback --yes');
    expect(await stateOf(url)).toEqual(before);
  });

  it('goes back if the smoke test fails', async () => {
    const { place, url, before } = await startOld(OLDER_WEAVIATE_VERSION, '--backup-to volume');
    const run = place.start(LADDER);
    await reached(place, '0 drill', run);
    // Without room for another collection.
    const override = { services: { weaviate: { environment: { MAXIMUM_ALLOWED_COLLECTIONS_COUNT: '1' } } } };
    await writeFile(join(place.directory, 'compose.override.yaml'), JSON.stringify(override));
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(1);
    expect(errorsIn(stderr)).toEqual([expect.stringContaining('the smoke test failed')]);
    expect(await phaseOf(place)).toBe('0 smoke');
    await place.succeed('upgrade --rollback --yes');
    expect(await stateOf(url)).toEqual(before);
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
