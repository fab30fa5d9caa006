import { expect, it } from 'vitest';
import { describeOnCluster, newClusterPlace } from '../support/cluster.ts';
import { fillWithObjects, stateOf } from '../support/upgradeObjects.ts';

const HELM = '--target helm';

/** More than the samples that bindstack compares. */
const OBJECTS = 1000;

describeOnCluster('the backups of a release', () => {
  it('outlive it, and bring back the same objects with the same vectors', async () => {
    const place = newClusterPlace();
    await place.values('--backup-to volume');
    await place.succeed(place.up());
    await place.forwarded((url) => fillWithObjects(url, OBJECTS));
    const before = await place.forwarded(stateOf);
    expect(before).toMatchObject({ objects: OBJECTS, different: 0 });

    const { id } = JSON.parse((await place.succeed(`backup create ${HELM} --json`)).stdout) as { id: string };
    const drill = JSON.parse((await place.succeed(`backup drill ${HELM} --json`)).stdout);
    expect(drill).toMatchObject({ id, ok: true, problems: [], collections: [{ objects: OBJECTS }] });
    // Neither the pod of the drill nor what a killed one has left.
    const killed = place.start(`backup drill ${HELM}`);
    await killed.said('the throw-away pod');
    await killed.endedBy('SIGKILL');
    await place.succeed(`backup drill ${HELM}`);
    expect(place.kubectl('get', 'pods', '--selector', 'bindstack/drill', '--output', 'name')).toBe('');

    const destroyed = await place.succeed(`destroy ${HELM} --yes`);
    expect(destroyed.stderr).toContain('volume claim e2e-backups');
    await place.succeed(place.up());
    expect(await place.forwarded(stateOf)).toMatchObject({ objects: 0 });
    await place.succeed(`restore ${id} ${HELM}`);
    expect(await place.forwarded(stateOf)).toEqual(before);

    await place.succeed(`destroy ${HELM} --yes --backups`);
    expect(place.kubectl('get', 'persistentvolumeclaims', '--output', 'name')).toBe('');
  });
});
