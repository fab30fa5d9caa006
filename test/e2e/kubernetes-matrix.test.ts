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

/** What the API server holds in the namespace of a place, of the kinds that a release leaves behind. */
function leftIn(place: ClusterPlace): string {
  const kinds = 'pod,service,statefulset,deployment,secret,persistentvolumeclaim';
  return place.kubectl('get', kinds, '--output', 'name');
}

// Each kind of vectors, of one and of three, open and with a key: kubernetes.test.ts has the other three pairs.
describeOnCluster('a release of every kind is proven, keeps its data, and leaves nothing:', () => {
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

describeOnCluster('what the chart cannot express', () => {
  it.each(HELMS)(
    'comes from the post-renderer of helm $major: Pod Security "restricted" lets it in',
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
      // What helm has installed is what it would install again: the same post-renderer is asked for the plan.
      expect((await place.succeed([...place.up(), '--dry-run'])).stdout).toContain('# no pod restarts');
      await place.succeed('destroy --target helm --yes');
      expect(leftIn(place)).toBe('');
    },
  );
});
