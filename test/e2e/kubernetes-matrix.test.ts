import { expect, it } from 'vitest';
import {
  type ClusterPlace,
  describeOnCluster,
  hasRealChart,
  kubectl,
  kubectlApply,
  newClusterPlace,
} from '../support/cluster.ts';
import { HELMS } from '../support/requirements.ts';

/** Objects in the namespace of a place, of the kinds that a release could leave behind. */
function leftIn(place: ClusterPlace): string {
  const kinds = 'pod,service,statefulset,deployment,secret,persistentvolumeclaim';
  return place.kubectl('get', kinds, '--output', 'name');
}

// Every vector layout with one and three replicas, with and without a key; kubernetes.test.ts has the other three pairs.
describeOnCluster('every kind of release passes its test, keeps its data, and leaves nothing behind:', () => {
  it.skipIf(!hasRealChart).each([
    { vectors: 'shared', replicas: 3, auth: 'api-key' },
    { vectors: 'balanced', replicas: 3, auth: 'anonymous' },
    { vectors: 'separate', replicas: 1, auth: 'anonymous' },
  ])('$vectors, $replicas, $auth', async ({ vectors, replicas, auth }) => {
    const place = newClusterPlace();
    const modalities = '--modalities text,image,audio';
    await place.values(`--vectors ${vectors} --replicas ${replicas} --auth ${auth} ${modalities}`);
    const { smoke, state } = JSON.parse((await place.succeed([...place.up(), '--smoke', '--json'])).stdout);
    expect({ state, ok: smoke.ok }).toEqual({ state: 'running', ok: true });
    const kept = JSON.parse((await place.succeed('smoke --target helm --keep --json')).stdout);
    await place.succeed('down --target helm');
    const again = JSON.parse((await place.succeed([...place.up(), '--json'])).stdout);
    const pods = again.services.map(({ name, pods: has }: Record<string, unknown>) => [name, has]);
    expect(Object.fromEntries(pods)).toEqual({
      weaviate: { ready: replicas, wanted: replicas },
      'bind-inference': { ready: 1, wanted: 1 },
    });
    if (auth === 'anonymous') {
      expect(place.get('/v1/schema')).toMatchObject({
        classes: [{ class: kept.collection, replicationConfig: { factor: replicas } }],
      });
    }
    await place.succeed('destroy --target helm --yes');
    expect(kubectl('get', 'namespace', place.namespace).code).toBe(1);
  });
});

describeOnCluster('settings that the chart has no values for', () => {
  it.each(HELMS)(
    'come from the post-renderer with helm $major: Pod Security "restricted" allows the pods',
    async ({ path }) => {
      const place = newClusterPlace(path());
      await place.values('--pod-security restricted --readiness-timeout 5s');
      const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
      kubectlApply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: place.namespace, labels } });
      await place.succeed([...place.up(), '--smoke']);
      const { spec } = JSON.parse(place.kubectl('get', 'deployment', 'bind-inference', '--output', 'json'));
      expect(spec.template.spec.containers[0]).toMatchObject({
        readinessProbe: { timeoutSeconds: 5 },
        securityContext: { allowPrivilegeEscalation: false },
      });
      // The dry run uses the same post-renderer, so it finds no difference.
      expect((await place.succeed([...place.up(), '--dry-run'])).stdout).toContain('# no pod restarts');
      await place.succeed('destroy --target helm --yes');
      expect(leftIn(place)).toBe('');
    },
  );
});
