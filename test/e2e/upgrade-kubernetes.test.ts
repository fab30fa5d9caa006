import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { OLDER_WEAVIATE_VERSION, WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { type ClusterPlace, describeOnCluster, newClusterPlace, overrideValues } from '../support/cluster.ts';
import { chartPath } from '../support/requirements.ts';
import { phaseOf, reached } from '../support/upgradeJournal.ts';
import { deleteObject, fillWithObjects, stateOf } from '../support/upgradeObjects.ts';

/** The releases on the way, oldest first; the images of a longer way, such as 1.36.23,1.37.17, must be on the node. */
const WAY = [...(process.env['BINDSTACK_LADDER']?.split(',') ?? []), OLDER_WEAVIATE_VERSION];

/** Kills at random moments; 0 to leave them, and other long tests, out. */
const KILLS = Number(process.env['BINDSTACK_KILLS'] ?? 0);

const BACK = 'upgrade --target helm --rollback --yes';

function upgradeTo(version: string, via: readonly string[] = [OLDER_WEAVIATE_VERSION]): string[] {
  return [
    ...'upgrade --target helm --yes'.split(' '),
    ...via.flatMap((one) => ['--via', one]),
    ...['--to', version, '--chart', chartPath()],
  ];
}

const state = (place: ClusterPlace) => place.forwarded(stateOf);

/** A release of an older version with objects. */
async function startOld(place: ClusterPlace, version = OLDER_WEAVIATE_VERSION) {
  await place.values(`--weaviate-tag ${version} --backup-to volume --vectors shared`);
  await place.succeed(place.up());
  await place.forwarded((url) => fillWithObjects(url));
  const before = await state(place);
  expect(before).toMatchObject({ version, objects: 300, different: 0 });
  return before;
}

/** The unique id of Weaviate's pod. */
const podId = (place: ClusterPlace) =>
  place.kubectl('get', 'pod', 'weaviate-0', '--output', 'jsonpath={.metadata.uid}');

describeOnCluster('the upgrade of a release', () => {
  it('goes back with the same objects if it is killed, and then upgrades', async () => {
    const place = newClusterPlace();
    const before = await startOld(place, WAY[0]);
    const ladder = upgradeTo(WEAVIATE_VERSION, WAY);
    const run = place.start(ladder);
    await reached(place, '0 smoke', run);
    await run.endedBy('SIGKILL');
    const back = place.start(BACK);
    await reached(place, 'back restore', back);
    await back.endedBy('SIGKILL');
    await place.succeed(BACK);
    expect(await phaseOf(place)).toBeUndefined();
    expect(await state(place)).toEqual(before);
    await place.succeed(ladder);
    expect(await state(place)).toEqual({ ...before, version: WEAVIATE_VERSION });
  });

  it('goes back with the same objects if it fails', async () => {
    const place = newClusterPlace();
    const before = await startOld(place);
    /** Lets an upgrade fail in a phase, and goes back. */
    const failing = async (phase: string, code: string, version = WEAVIATE_VERSION) => {
      const run = place.start([...upgradeTo(version), '--json']);
      if (phase === '0 compare') await reached(place, '0 synchronize', run).then(() => lose(place));
      const { exitCode, stdout, stderr } = await run.ended;
      expect({ exitCode, code: JSON.parse(stdout).error?.code }, stderr).toEqual({ exitCode: 1, code });
      expect(stderr).toContain('bindstack upgrade --rollback --target helm');
      expect(await phaseOf(place)).toBe(phase);
    };
    const back = async () => {
      await place.succeed(BACK);
      expect(await phaseOf(place)).toBeUndefined();
      expect(await state(place)).toEqual(before);
    };

    // No node can pull it, so the old pod goes on.
    const pod = podId(place);
    await failing('0 pull', 'registry-unreachable', WEAVIATE_VERSION.replace(/\d+$/, '999'));
    expect(podId(place)).toBe(pod);
    await back();
    expect(podId(place)).toBe(pod);

    // The new pod exits at once, because of a change that the user has made in the meantime.
    await overrideValues(place.directory, { env: { MODULES_CLIENT_TIMEOUT: '300' } });
    await failing('0 restart', 'timeout-without-unit');
    await overrideValues(place.directory);
    await back();

    if (KILLS === 0) return;

    // Without room for another collection, the smoke test fails.
    await overrideValues(place.directory, { env: { MAXIMUM_ALLOWED_COLLECTIONS_COUNT: '1' } });
    await failing('0 smoke', 'smoke-failed');
    await overrideValues(place.directory);
    await back();

    await failing('0 compare', 'data-differs');
    await back();
  }, 600_000);

  it.skipIf(KILLS === 0)(
    `goes on or goes back after ${KILLS} kills at random moments`,
    async ({ annotate }) => {
      const place = newClusterPlace();
      let before = await startOld(place);
      const ends: string[] = [];
      for (let n = 0; n < KILLS; n += 1) {
        const isBack = n % 2 === 0;
        const run = place.start(upgradeTo(WEAVIATE_VERSION));
        await Promise.race([sleep(Math.random() * 35_000), run.ended]);
        await run.endedBy('SIGKILL');
        const phase = await phaseOf(place);
        if (isBack && phase !== undefined) await place.succeed(BACK);
        else await place.succeed(upgradeTo(WEAVIATE_VERSION));
        expect(await phaseOf(place)).toBeUndefined();
        const version = isBack && phase !== undefined ? OLDER_WEAVIATE_VERSION : WEAVIATE_VERSION;
        expect(await state(place), `killed at ${phase}`).toEqual({ ...before, version });
        ends.push(`${phase}: ${isBack ? 'back' : 'on'}`);
        if (version === OLDER_WEAVIATE_VERSION) continue;
        await place.succeed('destroy --target helm --yes --backups');
        before = await startOld(place);
      }
      await annotate(ends.join('; '));
    },
    3_600_000,
  );
});

/** Deletes an object while Weaviate runs. */
async function lose(place: ClusterPlace): Promise<void> {
  await place.forwarded((url) => deleteObject(url, 0));
}
