import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { describeOnCluster, hasRealChart, newClusterPlace } from '../support/cluster.ts';

describeOnCluster('three pods that have elected a leader', () => {
  it.skipIf(!hasRealChart)(
    'cannot be scaled to one: up refuses, and status says why Weaviate is unavailable',
    async () => {
      const place = newClusterPlace();
      await place.values('--replicas 3');
      await place.succeed(place.up());

      await place.values('--replicas 1');
      expect((await place.succeed([...place.up(), '--dry-run'])).stdout).toContain('cannot elect a leader');
      const refused = await place.run([...place.up(), '--json']);
      expect(refused).toMatchObject({ exitCode: 3 });
      expect(JSON.parse(refused.stdout).error.code).toBe('quorum-loss');
      const replicas = ['get', 'statefulset', 'weaviate', '--output', 'jsonpath={.spec.replicas}'];
      expect(place.kubectl(...replicas)).toBe('3');

      // As a user might do it by hand.
      place.kubectl('scale', 'statefulset', 'weaviate', '--replicas', '1');
      place.kubectl('delete', 'pods', 'weaviate-1', 'weaviate-2', '--force', '--grace-period', '0');
      const status = async () => {
        const { state, diagnosis } = JSON.parse((await place.run('status --target helm --json')).stdout);
        return { state, code: diagnosis[0]?.code };
      };
      await expect
        .poll(status, { timeout: 180_000, interval: 2000 })
        .toEqual({ state: 'failed', code: 'quorum-lost' });

      // The volumes still exist, and with them the voters. helm 4 does not overwrite fields that kubectl set.
      await place.values('--replicas 3');
      const left = await place.run([...place.up(), '--json']);
      const { code, suggestion } = JSON.parse(left.stdout).error;
      expect(code).toBe('field-conflict');
      const [, line = ''] = /: helm (upgrade .+ --force-conflicts);/.exec(suggestion) ?? [];
      expect(spawnSync(place.helm, line.split(' '), { encoding: 'utf8' })).toMatchObject({ status: 0 });
      await place.succeed(place.up());
    },
  );
});
