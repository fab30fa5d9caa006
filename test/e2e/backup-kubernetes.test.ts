import { expect, it } from 'vitest';
import { describeOnCluster, newClusterPlace } from '../support/cluster.ts';

const HELM = '--target helm';

describeOnCluster('the backups of a release', () => {
  it('outlive it, and bring back the same objects with the same vectors', async () => {
    const place = newClusterPlace();
    await place.values('--backup-to volume');
    await place.succeed(place.up());
    const kept = JSON.parse((await place.succeed(`smoke ${HELM} --keep --json`)).stdout);
    const { collection } = kept as { collection: string };
    const objects = () => {
      const path = `/v1/objects?class=${collection}&include=vector`;
      return (place.get(path) as { objects: unknown[] }).objects;
    };
    const before = objects();
    expect(before).toHaveLength(3);
    expect(JSON.stringify(before)).toMatch(/-?0\.\d+,-?0\.\d+,-?0\.\d+/);

    const { id } = JSON.parse((await place.succeed(`backup create ${HELM} --json`)).stdout) as { id: string };
    const drill = JSON.parse((await place.succeed(`backup drill ${HELM} --json`)).stdout);
    expect(drill).toMatchObject({ id, ok: true, problems: [] });
    // Neither the pod of the drill nor what a killed one has left.
    const killed = place.start(`backup drill ${HELM}`);
    await killed.said('the throw-away pod');
    await killed.endedBy('SIGKILL');
    await place.succeed(`backup drill ${HELM}`);
    expect(place.kubectl('get', 'pods', '--selector', 'bindstack/drill', '--output', 'name')).toBe('');

    const destroyed = await place.succeed(`destroy ${HELM} --yes`);
    expect(destroyed.stderr).toContain('volume claim e2e-backups');
    await place.succeed(place.up());
    expect(place.get(`/v1/objects?limit=1`)).toMatchObject({ objects: [] });
    await place.succeed(`restore ${id} ${HELM}`);
    expect(objects()).toEqual(before);

    await place.succeed(`destroy ${HELM} --yes --backups`);
    expect(place.kubectl('get', 'persistentvolumeclaims', '--output', 'name')).toBe('');
  });
});
