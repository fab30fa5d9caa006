import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClusterView } from '../../../src/targets/helm/clusterView.ts';
import { Rollout } from '../../../src/targets/helm/rollout.ts';
import { containerIn, controllerOf, eventOf, podOf, READY, viewOf } from './objects.ts';

/** Seconds that loading may take in these tests. */
const LOADING = 100;

const unschedulable = {
  phase: 'Pending',
  conditions: [
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'Insufficient memory. no' },
  ],
};
const homeless = (pod: ReturnType<typeof podOf>) => ({ ...pod, spec: { ...pod.spec, nodeName: undefined } });
const crashing = podOf(
  containerIn(
    { waiting: { reason: 'CrashLoopBackOff' } },
    { restartCount: 1, lastState: { terminated: { exitCode: 1 } } },
  ),
);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is seen first, and what the same view shows when some seconds have passed. */
function looks(view: ClusterView, seconds: number, restarts: ReadonlyMap<string, number> = new Map()) {
  const rollout = new Rollout('weaviate', LOADING, restarts);
  const first = rollout.stateIn(view);
  vi.advanceTimersByTime(seconds * 1000);
  return { first, later: rollout.stateIn(view) };
}

describe('what is waited for', () => {
  it.each<[string, Partial<ClusterView>, string]>([
    ['nothing there', { controllers: [] }, 'the cluster does not have it'],
    ['no pod', { pods: [] }, 'its pods are being made (0 of 1 ready)'],
    ['a pod that loads', {}, 'weaviate-0: runs, not ready yet'],
    ['no node', { pods: [homeless(podOf(unschedulable))] }, 'weaviate-0: no node fits: Insufficient memory'],
    [
      'an image that is pulled',
      {
        pods: [podOf(containerIn({ waiting: { reason: 'ContainerCreating' } }))],
        events: [eventOf('Pulling', '', 'Pod', 'weaviate-0')],
      },
      'weaviate-0: pulling a/weaviate:1',
    ],
    [
      'the pod that is furthest behind',
      {
        controllers: [controllerOf({ replicas: 3, ready: 1 })],
        pods: [
          podOf(READY),
          podOf({}, { name: 'weaviate-1' }),
          podOf(containerIn({ waiting: { reason: 'ContainerCreating' } }), { name: 'weaviate-2' }),
        ],
      },
      'weaviate-2: its container is being made (1 of 3 ready)',
    ],
    [
      'an old pod, whatever is wrong with it',
      { pods: [{ ...crashing, metadata: { ...crashing.metadata, labels: { app: 'weaviate' } } }] },
      'its pods are being made (0 of 1 ready)',
    ],
    [
      'old pods that end, once the new ones are ready',
      { controllers: [controllerOf({ replicas: 1, updatedReplicas: 0 })], pods: [podOf(READY)] },
      'old pods are on their way out (1 of 1 ready)',
    ],
  ])('%s', (_name, part, detail) => {
    expect(looks(viewOf(part), 0).first).toEqual({ state: 'waiting', detail });
  });

  it('is the pod of which the log tells more, as long as it loads', () => {
    const rollout = new Rollout('weaviate', LOADING, new Map());
    rollout.stateIn(viewOf());
    expect(rollout.loading).toBe('weaviate-0');
    rollout.stateIn(viewOf({ pods: [] }));
    expect(rollout.loading).toBeUndefined();
  });
});

describe('it is ready', () => {
  it('when all pods are, and are of the newest kind', () => {
    expect(looks(viewOf({ controllers: [controllerOf()] }), 0).first).toEqual({ state: 'ready' });
  });

  it.each([
    ['the cluster has not seen the change yet', { observedGeneration: 1 }],
    ['an old pod is still there', { replicas: 1, updatedReplicas: 0 }],
  ])('and not while %s', (_why, status) => {
    const view = viewOf({ controllers: [controllerOf(status)], pods: [podOf(READY)] });
    expect(looks(view, 0).first.state).toBe('waiting');
  });
});

describe('a fault counts when it does not pass', () => {
  const refused = { pods: [], events: [eventOf('FailedCreate', 'violates PodSecurity "restricted"')] };
  it.each<[string, Partial<ClusterView>, number, string]>([
    ['a crash loop', { pods: [crashing] }, 4, 'weaviate-0: CrashLoopBackOff: it ended with exit code 1'],
    ['refused pods', refused, 4, 'its pods are refused: violates PodSecurity "restricted"'],
    [
      'no node',
      { pods: [homeless(podOf(unschedulable))] },
      30,
      'weaviate-0: no node fits: Insufficient memory',
    ],
  ])('%s', (_name, part, seconds, detail) => {
    const { first, later } = looks(viewOf(part), seconds);
    expect(first).toEqual({ state: 'waiting', detail });
    expect(later).toEqual({ state: 'failed', detail });
    expect(looks(viewOf(part), seconds - 1).later.state).toBe('waiting');
  });

  it('that it was deleted, though it was there', () => {
    const rollout = new Rollout('weaviate', LOADING, new Map());
    rollout.stateIn(viewOf());
    rollout.stateIn(viewOf({ controllers: [] }));
    vi.advanceTimersByTime(4000);
    expect(rollout.stateIn(viewOf({ controllers: [] }))).toEqual({
      state: 'failed',
      detail: 'it was deleted',
    });
  });

  it('and begins anew when it has passed', () => {
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

  it('but no node is no fault while the cluster makes one', () => {
    const growing = { pods: [homeless(podOf(unschedulable))], events: [eventOf('TriggeredScaleUp')] };
    expect(looks(viewOf(growing), 45).later.state).toBe('waiting');
  });

  it('and restarts from before are none of this launch', () => {
    const status = containerIn({ running: {} }, { restartCount: 5 });
    const view = viewOf({ pods: [podOf(status)] });
    expect(looks(view, 4, new Map([['uid-of-weaviate-0', 5]])).later.state).toBe('waiting');
    expect(looks(view, 4, new Map([['uid-of-weaviate-0', 3]])).later.state).toBe('failed');
  });
});

describe('a stage that stands still is late after', () => {
  it.each<[string, Partial<ClusterView>, number]>([
    ['60 s without a node', { pods: [homeless(podOf({ phase: 'Pending' }))] }, 60],
    ['180 s of making a container', { pods: [podOf(containerIn({ waiting: {} }))] }, 180],
    ['what the launch allows for loading', {}, LOADING],
  ])('%s', (_name, part, budget) => {
    expect(looks(viewOf(part), budget).later.state).toBe('waiting');
    expect(looks(viewOf(part), budget + 1).later).toEqual({
      state: 'failed',
      detail: expect.stringContaining(`, for ${budget} s`),
    });
  });
});

it('tells the size of the largest image that was pulled', () => {
  const pulled = (bytes: number) =>
    eventOf('Pulled', `Successfully pulled image. Image size: ${bytes} bytes.`, 'Pod', 'weaviate-0');
  const rollout = new Rollout('weaviate', LOADING, new Map());
  expect(rollout.pulled(viewOf({ events: [pulled(5 * 1024 ** 3)] }))).toBe('5 GiB');
  expect(rollout.pulled(viewOf())).toBeUndefined();
});
