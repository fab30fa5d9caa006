import { describe, expect, it } from 'vitest';
import { eventSchema, podSchema } from '../../../src/targets/helm/objects.ts';
import { pulledSize, stageOf } from '../../../src/targets/helm/podStage.ts';

type Part = Readonly<Record<string, unknown>>;

const pod = (status: Part, spec: Part = { nodeName: 'node1' }) =>
  podSchema.parse({
    kind: 'Pod',
    metadata: { name: 'weaviate-0' },
    spec: { containers: [{ name: 'weaviate', image: 'a/b:1' }], ...spec },
    status,
  });
const container = (state: Part, more: Part = {}) => ({
  containerStatuses: [{ name: 'weaviate', state, ...more }],
});
const event = (reason: string, message = '') =>
  eventSchema.parse({ kind: 'Event', involvedObject: { kind: 'Pod', name: 'weaviate-0' }, reason, message });
const unschedulable = {
  conditions: [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/1 nodes are available: 1 Insufficient memory. preemption: no',
    },
  ],
};

describe('stageOf', () => {
  it.each([
    ['scheduling', pod({}, {}), 'waiting for a node'],
    ['scheduling', pod(unschedulable, {}), 'no node fits: 0/1 nodes are available: 1 Insufficient memory'],
    ['creating', pod({}), 'being created on node1'],
    ['creating', pod(container({ waiting: { reason: 'ContainerCreating' } })), 'creating its container'],
    [
      'failed',
      pod(container({ waiting: { reason: 'ImagePullBackOff', message: 'no' } })),
      'ImagePullBackOff: no',
    ],
    ['pulling', pod(container({ waiting: { reason: 'ErrImagePull', message: 'no host' } })), 'no host'],
    [
      'failed',
      pod(
        container(
          { waiting: { reason: 'CrashLoopBackOff' } },
          { lastState: { terminated: { exitCode: 1 } }, restartCount: 1 },
        ),
      ),
      'CrashLoopBackOff: exited with code 1',
    ],
    [
      'failed',
      pod(
        container(
          { running: {} },
          { lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } }, restartCount: 1 },
        ),
      ),
      'ran out of memory and was killed',
    ],
    ['loading', pod(container({ running: {} })), 'running, not ready yet'],
    [
      'loading',
      pod(container({ running: {} }, { lastState: { terminated: { exitCode: 1 } }, restartCount: 1 })),
      'running, not ready yet, restarted (exited with code 1)',
    ],
    [
      'waiting',
      pod({ initContainerStatuses: [{ name: 'wait-for-inference', state: { running: {} } }] }),
      'wait-for-inference must finish first',
    ],
    ['failed', pod({ phase: 'Failed', reason: 'Evicted', message: 'disk' }), 'Evicted: disk'],
    ['ready', pod({ conditions: [{ type: 'Ready', status: 'True' }] }), 'ready'],
  ])('%s: %#', (stage, observed, detail) => {
    expect(stageOf(observed, [])).toEqual({ stage, detail });
  });

  it('detects a pull from its events', () => {
    const creating = pod(container({ waiting: { reason: 'ContainerCreating' } }));
    expect(stageOf(creating, [event('Pulling')])).toEqual({ stage: 'pulling', detail: 'pulling a/b:1' });
    expect(stageOf(creating, [event('Pulling'), event('Pulled')]).stage).toBe('creating');
  });

  it('ignores what happened before this launch', () => {
    const old = { lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } }, restartCount: 4 };
    expect(stageOf(pod(container({ running: {} }, old)), [], 4).stage).toBe('loading');
  });
});

it('pulledSize reads the size of an image', () => {
  const text = 'Successfully pulled image "a/b:1" in 3s (3s including waiting). Image size: 46018272 bytes.';
  expect(pulledSize([event('Pulled', text)], 'weaviate-0')).toBe(46_018_272);
  expect(pulledSize([event('Pulled', 'already present on machine')], 'weaviate-0')).toBeUndefined();
});
