import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../../../src/formats/quantity.ts';
import { clusterObjects, storageClassObjects } from '../../../src/targets/helm/observedObjects.ts';
import { recorded } from '../../diagnosis/clusters.ts';

const listOf = (...items: object[]) => JSON.stringify({ items });

describe('clusterObjects', () => {
  it('reads the status written by the kubelet and the controllers', () => {
    const pods = recorded('oom').cluster?.pods ?? [];
    expect(pods.map(({ workload, phase }) => [workload, phase])).toEqual([
      ['bind-inference', 'Running'],
      ['weaviate', 'Running'],
    ]);
    expect(pods[0]?.containers[0]).toMatchObject({
      state: 'running',
      restarts: 1,
      lastTerminated: { reason: 'OOMKilled', exitCode: 137 },
      memoryLimit: 7 * 1024 ** 2,
      requests: { memory: 6 * 1024 ** 2, cpu: 0.1 },
      hasReadinessProbe: true,
    });
    expect(pods[1]?.claims).toEqual(['weaviate-data-weaviate-0']);
  });

  it.each([
    ['has just restarted', '2026-11-24T11:54:01Z', true, false],
    ['was ready before', '2026-11-24T11:55:00Z', true, true],
    ['waits for its startup probe', '2026-11-24T11:55:00Z', false, false],
  ])('tells whether a container %s: it lost its readiness, or never had it', (_, since, started, lost) => {
    const running = { startedAt: '2026-11-24T11:54:00Z' };
    const pod = {
      kind: 'Pod',
      metadata: { name: 'weaviate-0' },
      spec: { containers: [{ name: 'weaviate' }] },
      status: {
        conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: since }],
        containerStatuses: [{ name: 'weaviate', ready: false, started, state: { running } }],
      },
    };
    expect(clusterObjects([listOf(pod)]).pods[0]?.containers[0]?.lostReadiness).toBe(lost);
  });

  it('orders events by when they last occurred', () => {
    const reasons = recorded('image-missing').cluster?.events.map(({ reason }) => reason) ?? [];
    expect(reasons.at(-1)).toMatch(/^(?:BackOff|Failed)$/);
  });

  it('reads nodes, and writes taints like kubectl', () => {
    const node = {
      kind: 'Node',
      metadata: { name: 'node1' },
      spec: { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] },
      status: { allocatable: { cpu: '1930m', memory: '16Gi', 'nvidia.com/gpu': '1' } },
    };
    expect(clusterObjects([listOf(node)]).nodes).toMatchObject([
      {
        taints: ['dedicated=gpu:NoSchedule'],
        allocatable: { cpu: 1.93, memory: 16 * 1024 ** 3, 'nvidia.com/gpu': 1 },
      },
    ]);
    expect(clusterObjects([listOf()]).nodes).toBeUndefined();
  });

  it('recognizes the default storage class', () => {
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    const classes = [
      { kind: 'StorageClass', metadata: { name: 'fast', annotations }, provisioner: 'a' },
      { kind: 'StorageClass', metadata: { name: 'slow' }, provisioner: 'b' },
    ];
    expect(storageClassObjects(listOf(...classes)).map(({ isDefault }) => isDefault)).toEqual([true, false]);
  });
});

describe('parseQuantity', () => {
  it.each([
    ['500m', 0.5],
    ['12Gi', 12 * 1024 ** 3],
    ['12G', 12e9],
    ['16384Ki', 16 * 1024 ** 2],
    ['1e3', 1000],
    ['2', 2],
    ['many', undefined],
  ])('%s', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });
});
