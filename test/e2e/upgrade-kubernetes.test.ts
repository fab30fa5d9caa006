import { expect, it } from 'vitest';
import { OLDER_WEAVIATE_VERSION, WEAVIATE_VERSION } from '../../src/facts/versions.ts';
import { type ClusterPlace, describeOnCluster, newClusterPlace } from '../support/cluster.ts';
import { chartPath } from '../support/requirements.ts';
import { phaseOf, reached } from '../support/upgradeJournal.ts';

const LADDER = `upgrade --target helm --yes --via ${OLDER_WEAVIATE_VERSION} --to ${WEAVIATE_VERSION}`;

/** The version that runs, and the number of objects of the collection that a smoke test has kept. */
function stateOf(place: ClusterPlace, collection: string) {
  const { version } = place.get('/v1/meta') as { version: string };
  const { objects } = place.get(`/v1/objects?class=${collection}`) as { objects: unknown[] };
  return { version, objects: objects.length };
}

describeOnCluster('the upgrade of a release', () => {
  it('goes back with the same objects if it is killed, and then upgrades', async () => {
    const place = newClusterPlace();
    await place.values(`--weaviate-tag ${OLDER_WEAVIATE_VERSION} --backup-to volume --vectors shared`);
    await place.succeed(place.up());
    const kept = JSON.parse((await place.succeed('smoke --target helm --keep --json')).stdout);
    const { collection } = kept as { collection: string };
    const before = stateOf(place, collection);
    expect(before.version).toBe(OLDER_WEAVIATE_VERSION);
    expect(before.objects).toBeGreaterThan(0);
    const run = place.start([...LADDER.split(' '), '--chart', chartPath()]);
    await reached(place, '0 smoke', run);
    await run.endedBy('SIGKILL');
    const back = place.start('upgrade --target helm --rollback');
    await reached(place, 'back restore', back);
    await back.endedBy('SIGKILL');
    await place.succeed('upgrade --target helm --rollback');
    expect(await phaseOf(place)).toBeUndefined();
    expect(stateOf(place, collection)).toEqual(before);
    await place.succeed([...LADDER.split(' '), '--chart', chartPath()]);
    expect(stateOf(place, collection)).toEqual({ ...before, version: WEAVIATE_VERSION });
  });
});
