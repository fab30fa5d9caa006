import type {
  ClaimObservation,
  ClusterObservation,
  ContainerObservation,
  EventObservation,
  PodObservation,
  WorkloadObservation,
} from './cluster.ts';
import type { ServiceObservation } from './observation.ts';
import { roleOf } from './serviceNames.ts';

/** How far from serving a pod is: the worst of a workload speaks for it. */
function distanceFromReady(pod: PodObservation): number {
  const [main] = pod.containers;
  if (pod.deleting) return -1;
  if (main === undefined || (main.state === 'running' && main.ready)) return 0;
  if (main.state === 'running') return 1 + Math.min(main.restarts, 1);
  return main.waiting?.reason === 'CrashLoopBackOff' || main.state === 'terminated' ? 4 : 3;
}

function stateOf(container: ContainerObservation): string {
  if (container.state === 'running') return 'running';
  if (container.state === 'terminated') return 'exited';
  return container.waiting?.reason === 'CrashLoopBackOff' ? 'restarting' : 'created';
}

/** About a pod, the newest last; not about one that had its name before. */
function eventsOf({ events }: ClusterObservation, pod: PodObservation): EventObservation[] {
  return events.filter(
    ({ kind, name, uid }) =>
      kind === 'Pod' && name === pod.name && (uid === undefined || pod.uid === undefined || uid === pod.uid),
  );
}

/** What the kubelet said of the probes of a container, the newest last. */
function probeEvents(cluster: ClusterObservation, pod: PodObservation, container: string): string[] {
  return eventsOf(cluster, pod)
    .filter((event) => event.reason === 'Unhealthy')
    .filter((event) => event.container === undefined || event.container === container)
    .map(({ message }) => message);
}

/** Failures in a row after which the kubelet believes a readiness probe, where nothing else is set. */
const READINESS_FAILURES = 3;

/** A port that nobody listens on yet is a server that still starts. */
const STILL_STARTING = /connection refused/;

function healthOf(cluster: ClusterObservation, pod: PodObservation, container: ContainerObservation): string {
  if (container.state !== 'running') return '';
  if (container.ready) return 'healthy';
  const last = eventsOf(cluster, pod).findLast(({ reason }) => reason === 'Unhealthy');
  return last !== undefined && last.count >= READINESS_FAILURES && !STILL_STARTING.test(last.message)
    ? 'unhealthy'
    : 'starting';
}

/** The logs of both lives: what ended the one before stands in `--previous` only. */
function logOf({ previousLog = '', log = '' }: ContainerObservation): string | undefined {
  return `${previousLog}\n${log}`.trim() || undefined;
}

function serviceOf(cluster: ClusterObservation, name: string, pod: PodObservation): ServiceObservation {
  const [main] = pod.containers;
  const role = roleOf(name);
  if (main === undefined) return { name, role, state: 'created', health: '', pod: pod.name };
  const end = main.terminated ?? main.lastTerminated;
  return {
    name,
    role,
    pod: pod.name,
    state: stateOf(main),
    health: healthOf(cluster, pod, main),
    hasHealthCheck: main.hasReadinessProbe,
    exitCode: end?.exitCode,
    oomKilled: end?.reason === 'OOMKilled',
    error: [main.waiting?.message, end?.message].filter((text) => text !== undefined).join('\n') || undefined,
    restarts: main.restarts,
    memoryLimit: main.memoryLimit,
    image: main.image,
    healthLog: probeEvents(cluster, pod, main.name),
    log: logOf(main),
  };
}

function isTopLevel({ kind, owner }: WorkloadObservation): boolean {
  return kind !== 'ReplicaSet' || owner === undefined;
}

/** The pods of a workload that are there to stay; what is being replaced is not looked at. */
export function podsOfWorkload({ pods }: ClusterObservation, workload: string): PodObservation[] {
  return pods.filter((pod) => pod.workload === workload && !pod.deleting);
}

/**
 * Each StatefulSet and Deployment as a service: its worst pod speaks for it. So what is known of logs, exit codes
 * and memory serves Kubernetes as it serves Compose.
 */
export function clusterServices(cluster: ClusterObservation): ServiceObservation[] {
  return cluster.workloads.filter(isTopLevel).map(({ name }) => {
    const [worst] = podsOfWorkload(cluster, name).toSorted(
      (a, b) => distanceFromReady(b) - distanceFromReady(a),
    );
    return worst === undefined
      ? { name, role: roleOf(name), state: 'missing', health: '' }
      : serviceOf(cluster, name, worst);
  });
}

/** A pod as it is judged. */
export interface AnalyzedPod {
  readonly pod: PodObservation;
  readonly cluster: ClusterObservation;
  /** About this pod, the newest last. */
  readonly events: readonly EventObservation[];
  /** Its claims that are not bound. */
  readonly unboundClaims: readonly ClaimObservation[];
  /** Init containers first. */
  readonly containers: readonly ContainerObservation[];
}

function isReady({ phase, conditions }: PodObservation): boolean {
  return phase === 'Running' && conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function analyzePod(cluster: ClusterObservation, pod: PodObservation): AnalyzedPod {
  return {
    pod,
    cluster,
    events: eventsOf(cluster, pod),
    unboundClaims: cluster.claims.filter(({ name, phase }) => pod.claims.includes(name) && phase !== 'Bound'),
    containers: [...pod.initContainers, ...pod.containers],
  };
}

/** The pods that should serve and do not; where all that are wanted are ready, what is left behind is past. */
export function failingPods(cluster: ClusterObservation): AnalyzedPod[] {
  return cluster.workloads
    .filter(({ kind, desired, ready }) => kind !== 'ReplicaSet' && ready < desired)
    .flatMap(({ name }) => podsOfWorkload(cluster, name))
    .filter((pod) => !isReady(pod))
    .map((pod) => analyzePod(cluster, pod));
}
