import type { ClusterObservation, PodObservation } from '../../src/diagnosis/cluster.ts';
import { container, pod, podEvent } from './clusters.ts';

type Case = Partial<ClusterObservation> & { readonly code: string; readonly evidence?: string };

const scheduler = (code: string, message: string): Case => ({
  code,
  evidence: message,
  pods: [
    pod({
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
      containers: [container({ requests: { memory: 4 * 1024 ** 3, cpu: 4 } })],
    }),
  ],
});

const waiting = (code: string, reason: string, message: string): Case => ({
  code,
  evidence: message,
  pods: [pod({ containers: [container({ waiting: { reason, message } })] })],
});

const event = (code: string, reason: string, message: string, facts: Partial<PodObservation> = {}): Case => ({
  code,
  evidence: message,
  events: [podEvent(reason, message)],
  pods: [pod(facts)],
});

const claim = (code: string, reason: string, message: string): Case => ({
  code,
  evidence: message,
  claims: [{ name: 'data', phase: 'Pending' }],
  events: [{ ...podEvent(reason, message), kind: 'PersistentVolumeClaim', name: 'data' }],
  pods: [pod({ claims: ['data'] })],
});

const pull = (why: string) =>
  `failed to pull and unpack image "r.io/w:1": failed to resolve reference "r.io/w:1": ${why}`;
const killed = {
  containers: [container({ state: 'running', restarts: 2, lastTerminated: { exitCode: 137 } })],
};
const running = (ordinal: number) =>
  pod({ name: `weaviate-${ordinal}`, containers: [container({ state: 'running' })] });

export const KUBERNETES_CASES: readonly Case[] = [
  scheduler('unschedulable-gpu', '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.'),
  scheduler(
    'unschedulable-memory',
    '0/2 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint {a: b}.',
  ),
  scheduler('unschedulable-cpu', '0/1 nodes are available: 1 Insufficient cpu.'),
  scheduler('unschedulable-storage', '0/1 nodes are available: 1 Insufficient ephemeral-storage.'),
  scheduler('unschedulable-volume', '0/1 nodes are available: 1 node(s) had volume node affinity conflict.'),
  scheduler(
    'unschedulable-affinity',
    "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
  ),
  scheduler(
    'unschedulable-taint',
    '0/1 nodes are available: 1 node(s) had untolerated taint {dedicated: gpu}.',
  ),
  // The selector excludes the other nodes on purpose.
  scheduler(
    'unschedulable-taint',
    "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint {dedicated: gpu}.",
  ),
  scheduler('unschedulable-pods', '0/1 nodes are available: 1 Too many pods.'),
  scheduler('unschedulable', '0/1 nodes are available: 1 something new.'),
  claim('storage-class-unknown', 'ProvisioningFailed', 'storageclass.storage.k8s.io "nosuch" not found'),
  claim(
    'no-default-storage-class',
    'FailedBinding',
    'no persistent volumes available for this claim and no storage class is set',
  ),
  claim('volume-unbound', 'ProvisioningFailed', 'rpc error: code = ResourceExhausted desc = quota'),
  waiting('image-unknown', 'ErrImagePull', pull('r.io/w:1: not found')),
  waiting(
    'registry-denied',
    'ImagePullBackOff',
    pull(
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ),
  ),
  waiting('wrong-platform', 'ErrImagePull', 'no match for platform in manifest: not found'),
  waiting(
    'image-missing',
    'ErrImageNeverPull',
    'Container image "r.io/w:1" is not present with pull policy of Never',
  ),
  waiting('image-pull', 'ErrImagePull', 'something new'),
  waiting('secret-missing', 'CreateContainerConfigError', 'secret "weaviate-keys" not found'),
  waiting(
    'secret-key-missing',
    'CreateContainerConfigError',
    "couldn't find key KEYS in Secret weaviate/weaviate-keys",
  ),
  waiting('config-map-missing', 'CreateContainerConfigError', 'configmap "weaviate-config" not found'),
  waiting(
    'container-config',
    'CreateContainerConfigError',
    'container has runAsNonRoot and image will run as root',
  ),
  event(
    'volume-elsewhere',
    'FailedAttachVolume',
    'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node',
  ),
  event('volume-mount', 'FailedMount', 'MountVolume.SetUp failed for volume "pvc-1" : rpc error: timeout'),
  // The mount failed earlier, but the kubelet already pulls.
  {
    code: 'image-pull',
    evidence: 'something new',
    pods: [
      pod({ containers: [container({ waiting: { reason: 'ErrImagePull', message: 'something new' } })] }),
    ],
    events: [
      podEvent('FailedMount', 'Unable to attach or mount volumes: PVC is not bound'),
      { ...podEvent('Pulling', 'Pulling image "r.io/w:1"'), isWarning: false },
    ],
  },
  event('liveness-kill', 'Killing', 'Container weaviate failed liveness probe, will be restarted', killed),
  // Killed by the probe once; since then it has exited by itself.
  {
    code: 'crash-loop',
    pods: [
      pod({
        containers: [
          container({
            waiting: { reason: 'CrashLoopBackOff' },
            restarts: 6,
            lastTerminated: { exitCode: 1 },
          }),
        ],
      }),
    ],
    events: [podEvent('Killing', 'Container weaviate failed liveness probe, will be restarted')],
  },
  event('startup-kill', 'Killing', 'Container weaviate failed startup probe, will be restarted', killed),
  {
    code: 'evicted',
    pods: [
      pod({
        phase: 'Failed',
        reason: 'Evicted',
        message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 0.',
      }),
    ],
  },
  {
    code: 'node-not-ready',
    evidence: 'Kubelet stopped posting node status.',
    pods: [pod()],
    nodes: [
      {
        name: 'node1',
        allocatable: {},
        taints: [],
        unschedulable: false,
        conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }],
      },
    ],
  },
  {
    code: 'sysctl-refused',
    evidence: "sysctl: error setting key 'vm.max_map_count': Read-only file system",
    pods: [
      pod({
        initContainers: [
          container({
            name: 'configure-sysctl',
            state: 'terminated',
            terminated: { exitCode: 1 },
            log: "sysctl: error setting key 'vm.max_map_count': Read-only file system",
          }),
        ],
      }),
    ],
  },
  {
    code: 'init-container-failed',
    evidence: 'boom',
    pods: [
      pod({
        initContainers: [
          container({ name: 'x', state: 'terminated', terminated: { exitCode: 3 }, log: 'boom' }),
        ],
      }),
    ],
  },
  {
    code: 'quorum-lost',
    workloads: [{ kind: 'StatefulSet', name: 'weaviate', desired: 3, ready: 0, conditions: [] }],
    pods: [running(0)],
  },
  // Reduced from three pods to one (Weaviate 1.38.11, chart 17.8.3).
  {
    code: 'quorum-lost',
    evidence: 'info: pre-vote campaign failed, waiting for election timeout',
    pods: [
      pod({
        uid: 'second',
        phase: 'Running',
        containers: [
          container({
            state: 'running',
            log: [
              '{"action":"raft","level":"info","msg":"entering follower state","time":"2026-11-27T22:51:40Z"}',
              '{"action":"raft","error":"dial tcp 10.44.0.20:8300: connect: no route to host","level":"error","msg":"failed to make requestVote RPC","time":"2026-11-27T22:52:11Z"}',
              '{"action":"raft","level":"info","msg":"pre-vote campaign failed, waiting for election timeout","refused":2,"tally":1,"votesNeeded":2}',
              '{"action":"join","level":"info","msg":"attempting to join","node":"weaviate-0"}',
            ].join('\n'),
          }),
        ],
      }),
    ],
    events: [
      // About the earlier pod with the same name.
      {
        ...podEvent('FailedMount', 'Unable to attach or mount volumes: PVC is not bound'),
        uid: 'first',
      },
      {
        ...podEvent('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
        uid: 'second',
        count: 8,
      },
    ],
  },
  {
    code: 'pod-security',
    workloads: [{ kind: 'StatefulSet', name: 'weaviate', desired: 1, ready: 0, conditions: [] }],
    events: [
      {
        ...podEvent(
          'FailedCreate',
          'create Pod weaviate-0 in StatefulSet weaviate failed error: pods "weaviate-0" is forbidden: violates PodSecurity "baseline:latest": privileged (container "configure-sysctl" must not set securityContext.privileged=true)',
        ),
        kind: 'StatefulSet',
        name: 'weaviate',
      },
    ],
  },
];
