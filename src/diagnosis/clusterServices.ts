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

/** How far a pod is from being ready; the worst pod of a workload stands for the workload. */
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

/** The events of a pod, newest last, without those of an earlier pod with the same name. */
function eventsOf({ events }: ClusterObservation, pod: PodObservation): EventObservation[] {
  return events.filter(
    ({ kind, name, uid }) =>
      kind === 'Pod' && name === pod.name && (uid === undefined || pod.uid === undefined || uid === pod.uid),
  );
}

/** The kubelet's messages about a container's failed probes, newest last. */
function probeEvents(cluster: ClusterObservation, pod: PodObservation, container: string): string[] {
  return eventsOf(cluster, pod)
    .filter((event) => event.reason === 'Unhealthy')
    .filter((event) => event.container === undefined || event.container === container)
    .map(({ message }) => message);
}

/** Kubernetes' default failureThreshold of a readiness probe. */
const READINESS_FAILURES = 3;

/**
 * The same for responses to a startup probe, which may ask every second: a cluster without a leader yet responds with 503
 * for some seconds. The kubelet records 25 events of a pod, and then one in five minutes (client-go events_cache.go).
 */
const STARTUP_FAILURES = 10;

/** How often a probe fails in this way until the server counts as unhealthy: until it responds, it is still starting. */
function allowedFailures(message: string): number {
  if (message.includes('connection refused')) return Number.POSITIVE_INFINITY;
  if (!message.startsWith('Startup probe')) return READINESS_FAILURES;
  return message.includes('statuscode') ? STARTUP_FAILURES : Number.POSITIVE_INFINITY;
}

function healthOf(cluster: ClusterObservation, pod: PodObservation, container: ContainerObservation): string {
  if (container.state !== 'running') return '';
  if (container.ready) return 'healthy';
  if (container.lostReadiness) return 'unhealthy';
  const last = eventsOf(cluster, pod).findLast(({ reason }) => reason === 'Unhealthy');
  return last !== undefined && last.count >= allowedFailures(last.message) ? 'unhealthy' : 'starting';
}

/** The logs before and after the restart: only `--previous` shows why the container ended. */
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

/** The pods of a workload, without those that are being deleted. */
export function podsOfWorkload({ pods }: ClusterObservation, workload: string): PodObservation[] {
  return pods.filter((pod) => pod.workload === workload && !pod.deleting);
}

/**
 * Each StatefulSet and Deployment as a service, described by its worst pod. The causes found in logs, exit codes and
 * memory are then the same for Kubernetes and Compose.
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

/** A pod with what the causes need to know about it. */
export interface AnalyzedPod {
  readonly pod: PodObservation;
  readonly cluster: ClusterObservation;
  /** Events of this pod, newest last. */
  readonly events: readonly EventObservation[];
  /** Its persistent volume claims that are not bound. */
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

/** The pods that should be ready and are not. A workload with all its replicas ready is skipped: old pods do not matter. */
export function failingPods(cluster: ClusterObservation): AnalyzedPod[] {
  return cluster.workloads
    .filter(({ kind, desired, ready }) => kind !== 'ReplicaSet' && ready < desired)
    .flatMap(({ name }) => podsOfWorkload(cluster, name))
    .filter((pod) => !isReady(pod))
    .map((pod) => analyzePod(cluster, pod));
}
