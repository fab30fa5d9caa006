import { describe, expect, it } from 'vitest';
import { changesBetween, versionWarning } from '../../../src/targets/helm/changes.ts';
import { workloadsOf } from '../../../src/targets/helm/workloads.ts';

const set = ({ tag = '1.38.11', replicas = 1, size = '32Gi', policy = 'Parallel', env = 'a' } = {}) => `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: weaviate }
spec:
  replicas: ${replicas}
  podManagementPolicy: ${policy}
  updateStrategy: { type: RollingUpdate }
  template:
    spec:
      containers: [{ name: weaviate, image: "cr.weaviate.io/semitechnologies/weaviate:${tag}", env: [{ name: A, value: ${env} }] }]
  volumeClaimTemplates: [{ spec: { resources: { requests: { storage: ${size} } } } }]
`;

const deployment = (name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec: { template: { spec: { containers: [{ name: ${name}, image: "a/b:1" }] } } }
`;

const service = '\nkind: Service\nmetadata: { name: weaviate }\n';

describe('changesBetween', () => {
  it.each([
    ['the same', set(), set(), []],
    ['another variable', set(), set({ env: 'b' }), ['weaviate restarts: 1 pod']],
    [
      'another variable for three pods',
      set({ replicas: 3 }),
      set({ replicas: 3, env: 'b' }),
      ['weaviate restarts: 3 pods, one at a time'],
    ],
    ['more pods', set(), set({ replicas: 3 }), ['weaviate is scaled from 1 pod to 3']],
    [
      'a larger volume',
      set(),
      set({ size: '64Gi' }),
      ['StatefulSet weaviate: volumeClaimTemplates cannot be changed'],
    ],
    [
      'another policy',
      set(),
      set({ policy: 'OrderedReady' }),
      ['StatefulSet weaviate: podManagementPolicy cannot be changed'],
    ],
    ['a new workload', set(), `${set()}---${deployment('bind')}`, ['bind is added: 1 pod']],
    ['a removed workload', `${set()}---${deployment('bind')}`, set(), ['bind is removed']],
    ['only a Service', set(), `${set()}---${service}`, []],
  ])('describes %s', (_, before, after, expected) => {
    expect(changesBetween(workloadsOf(before), workloadsOf(after)).map(({ text }) => text)).toEqual(expected);
  });

  it.each([
    [3, 1, true, ['refused', 'quorum-loss']],
    [10, 2, true, ['refused', 'quorum-loss']],
    // Enough voters remain, or none ever voted, or all pods are stopped.
    [3, 2, true, ['scaled', undefined]],
    [3, 1, false, ['scaled', undefined]],
    [3, 0, true, ['scaled', undefined]],
    [1, 3, true, ['scaled', undefined]],
  ])('scaling from %d to %d pods (one was ready: %s)', (from, to, hasServed, expected) => {
    const [change] = changesBetween(
      workloadsOf(set({ replicas: from })),
      workloadsOf(set({ replicas: to })),
      hasServed,
    );
    expect([change?.does, change?.why]).toEqual(expected);
  });

  it('names the images if they differ', () => {
    const [change] = changesBetween(workloadsOf(set()), workloadsOf(set({ tag: '1.39.0' })));
    expect(change?.text).toMatch(/^weaviate restarts: 1 pod \(\S+:1\.38\.11 → \S+:1\.39\.0\)$/);
  });
});

describe('versionWarning', () => {
  it.each([
    ['1.38.11', '1.38.12', undefined],
    ['1.38.11', '1.39.0', undefined],
    ['1.36.5', '1.38.11', 'Weaviate 1.36.5 → 1.38.11 skips one minor version, which is untested'],
    ['1.35.0', '1.38.11', 'Weaviate 1.35.0 → 1.38.11 skips 2 minor versions, which is untested'],
    [
      '1.38.11',
      '1.37.14',
      'Weaviate 1.38.11 → 1.37.14 is a downgrade: an older server may not be able to read the data of a newer one',
    ],
    ['1.38.11', 'latest', undefined],
  ])('from %s to %s', (from, to, expected) => {
    expect(versionWarning(workloadsOf(set({ tag: from })), workloadsOf(set({ tag: to })))?.message).toBe(
      expected,
    );
  });
});
