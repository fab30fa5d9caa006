import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClusterView } from '../../../src/targets/helm/clusterView.ts';
import { Rollout } from '../../../src/targets/helm/rollout.ts';
import { containerIn, controllerOf, eventOf, podOf, READY, viewOf } from './objects.ts';

/** Seconds that the model may take to load in these tests. */
const LOADING = 100;

const unschedulable = {
  phase: 'Pending',
  conditions: [
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'Insufficient memory. no' },
  ],
};
const unassigned = (pod: ReturnType<typeof podOf>) => ({
  ...pod,
  spec: { ...pod.spec, nodeName: undefined },
});
const crashing = podOf(
  containerIn(
    { waiting: { reason: 'CrashLoopBackOff' } },
    { restartCount: 1, lastState: { terminated: { exitCode: 1 } } },
  ),
);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'hrtime'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The state of a view at first, and after some seconds. */
function statesOf(view: ClusterView, seconds: number, restarts: ReadonlyMap<string, number> = new Map()) {
  const rollout = new Rollout('weaviate', LOADING, restarts);
  const first = rollout.stateIn(view);
  vi.advanceTimersByTime(seconds * 1000);
  return { first, later: rollout.stateIn(view) };
}

describe('the waiting message', () => {
  it.each<[string, Partial<ClusterView>, string]>([
    ['no workload', { controllers: [] }, 'it is not in the cluster'],
    ['no pod', { pods: [] }, 'creating its pods (0 of 1 ready)'],
    ['a loading pod', {}, 'weaviate-0: running, not ready yet'],
    [
      'no node',
      { pods: [unassigned(podOf(unschedulable))] },
      'weaviate-0: no node fits: Insufficient memory',
    ],
    [
      'an image pull',
      {
        pods: [podOf(containerIn({ waiting: { reason: 'ContainerCreating' } }))],
        events: [eventOf('Pulling', '', 'Pod', 'weaviate-0')],
      },
      'weaviate-0: pulling a/weaviate:1',
    ],
    [
      'the least advanced pod',
      {
        controllers: [controllerOf({ replicas: 3, ready: 1 })],
        pods: [
          podOf(READY),
          podOf({}, { name: 'weaviate-1' }),
          podOf(containerIn({ waiting: { reason: 'ContainerCreating' } }), { name: 'weaviate-2' }),
        ],
      },
      'weaviate-2: creating its container (1 of 3 ready)',
    ],
    [
      'an old pod, even if it is failing',
      { pods: [{ ...crashing, metadata: { ...crashing.metadata, labels: { app: 'weaviate' } } }] },
      'creating its pods (0 of 1 ready)',
    ],
    [
      'terminating old pods, once the new ones are ready',
      { controllers: [controllerOf({ replicas: 1, updatedReplicas: 0 })], pods: [podOf(READY)] },
      'waiting for old pods to terminate (1 of 1 ready)',
    ],
  ])('%s', (_name, part, detail) => {
    expect(statesOf(viewOf(part), 0).first).toEqual({ state: 'waiting', detail });
  });

  it('comes with the pod whose log shows the progress, while it loads', () => {
    const rollout = new Rollout('weaviate', LOADING, new Map());
    rollout.stateIn(viewOf());
    expect(rollout.loading).toBe('weaviate-0');
    rollout.stateIn(viewOf({ pods: [] }));
    expect(rollout.loading).toBeUndefined();
  });
});

describe('a rollout is ready', () => {
  it('when all pods are ready and of the newest revision', () => {
    expect(statesOf(viewOf({ controllers: [controllerOf()] }), 0).first).toEqual({ state: 'ready' });
  });

  it.each([
    ['the cluster has not seen the change yet', { observedGeneration: 1 }],
    ['an old pod is still there', { replicas: 1, updatedReplicas: 0 }],
  ])('but not while %s', (_why, status) => {
    const view = viewOf({ controllers: [controllerOf(status)], pods: [podOf(READY)] });
    expect(statesOf(view, 0).first.state).toBe('waiting');
  });
});

describe('a failure counts if it persists', () => {
  const refused = { pods: [], events: [eventOf('FailedCreate', 'violates PodSecurity "restricted"')] };
  it.each<[string, Partial<ClusterView>, number, string]>([
    ['a crash loop', { pods: [crashing] }, 4, 'weaviate-0: CrashLoopBackOff: exited with code 1'],
    ['refused pods', refused, 4, 'its pods cannot be created: violates PodSecurity "restricted"'],
    [
      'no node',
      { pods: [unassigned(podOf(unschedulable))] },
      30,
      'weaviate-0: no node fits: Insufficient memory',
    ],
  ])('%s', (_name, part, seconds, detail) => {
    const { first, later } = statesOf(viewOf(part), seconds);
    expect(first).toEqual({ state: 'waiting', detail });
    expect(later).toEqual({ state: 'failed', detail });
    expect(statesOf(viewOf(part), seconds - 1).later.state).toBe('waiting');
  });

  it('such as a workload that was deleted', () => {
    const rollout = new Rollout('weaviate', LOADING, new Map());
    rollout.stateIn(viewOf());
    rollout.stateIn(viewOf({ controllers: [] }));
    vi.advanceTimersByTime(4000);
    expect(rollout.stateIn(viewOf({ controllers: [] }))).toEqual({
      state: 'failed',
      detail: 'it was deleted',
    });
  });

  it('and its time starts again after it has gone away', () => {
    const rollout = new Rollout('weaviate', LOADING, new Map());
    const start = performance.now();
    const at = (seconds: number, view: ClusterView) => {
      vi.advanceTimersByTime(start + seconds * 1000 - performance.now());
      return rollout.stateIn(view).state;
    };
    expect(at(0, viewOf({ pods: [crashing] }))).toBe('waiting');
    expect(at(3, viewOf())).toBe('waiting');
    expect(at(5, viewOf({ pods: [crashing] }))).toBe('waiting');
    expect(at(9, viewOf({ pods: [crashing] }))).toBe('failed');
  });

  it('but a missing node is not a failure while the cluster is adding one', () => {
    const scalingUp = { pods: [unassigned(podOf(unschedulable))], events: [eventOf('TriggeredScaleUp')] };
    expect(statesOf(viewOf(scalingUp), 45).later.state).toBe('waiting');
  });

  it('and restarts before this launch do not count', () => {
    const status = containerIn({ running: {} }, { restartCount: 5 });
    const view = viewOf({ pods: [podOf(status)] });
    expect(statesOf(view, 4, new Map([['uid-of-weaviate-0', 5]])).later.state).toBe('waiting');
    expect(statesOf(view, 4, new Map([['uid-of-weaviate-0', 3]])).later.state).toBe('failed');
  });
});

describe('a stage without progress fails after', () => {
  it.each<[string, Partial<ClusterView>, number]>([
    ['60 s without a node', { pods: [unassigned(podOf({ phase: 'Pending' }))] }, 60],
    ['180 s of creating a container', { pods: [podOf(containerIn({ waiting: {} }))] }, 180],
    ['the time that the launch allows for loading', {}, LOADING],
  ])('%s', (_name, part, budget) => {
    expect(statesOf(viewOf(part), budget).later.state).toBe('waiting');
    expect(statesOf(viewOf(part), budget + 1).later).toEqual({
      state: 'failed',
      detail: expect.stringContaining(`, for ${budget} s`),
    });
  });
});

it('reports the size of the largest image that was pulled', () => {
  const pulled = (bytes: number) =>
    eventOf('Pulled', `Successfully pulled image. Image size: ${bytes} bytes.`, 'Pod', 'weaviate-0');
  const rollout = new Rollout('weaviate', LOADING, new Map());
  expect(rollout.pulled(viewOf({ events: [pulled(5 * 1024 ** 3)] }))).toBe('5 GiB');
  expect(rollout.pulled(viewOf())).toBeUndefined();
});
