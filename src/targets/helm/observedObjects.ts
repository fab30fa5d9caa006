import * as z from 'zod';
import type {
  ClaimObservation,
  ClusterObservation,
  ConditionObservation,
  ContainerObservation,
  EventObservation,
  NodeObservation,
  PodObservation,
  StorageClassObservation,
  Termination,
  WorkloadObservation,
} from '../../diagnosis/cluster.ts';
import { requireJsonOutput } from '../shared/program.ts';
import {
  type Container,
  type ContainerStatus,
  claimSchema,
  eventSchema,
  isDefaultClass,
  nodeSchema,
  type Pod,
  podSchema,
  storageClassSchema,
  workloadSchema,
} from './objects.ts';

const list = z.object({ items: z.array(z.looseObject({ kind: z.string() })) });

function workloadObject(item: unknown): WorkloadObservation {
  const { kind, metadata, spec, status } = workloadSchema.parse(item);
  return {
    kind,
    name: metadata.name,
    desired: spec.replicas,
    ready: status.readyReplicas,
    owner: metadata.ownerReferences.find((owner) => owner.kind === 'Deployment')?.name,
    conditions: conditionsOf(status.conditions),
  };
}

function claimObject(item: unknown): ClaimObservation {
  const { metadata, spec, status } = claimSchema.parse(item);
  return { name: metadata.name, phase: status.phase, storageClass: spec.storageClassName };
}

function storageClassObject(item: unknown): StorageClassObservation {
  const found = storageClassSchema.parse(item);
  return { name: found.metadata.name, isDefault: isDefaultClass(found), provisioner: found.provisioner };
}

function nodeObject(item: unknown): NodeObservation {
  const { metadata, spec, status } = nodeSchema.parse(item);
  return {
    name: metadata.name,
    allocatable: status.allocatable,
    taints: spec.taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
    conditions: conditionsOf(status.conditions),
    arch: status.nodeInfo?.architecture,
    unschedulable: spec.unschedulable,
  };
}

/** The objects in one or more lists printed by `kubectl get KINDS -o json`, in any order. */
export function clusterObjects(
  stdouts: readonly string[],
): Omit<ClusterObservation, 'namespace' | 'release'> {
  const items = stdouts.flatMap((stdout) => requireJsonOutput('kubectl get', stdout, list).items);
  const of = (...kinds: string[]) => items.filter(({ kind }) => kinds.includes(kind));
  const inTime = (a: TimedEvent, b: TimedEvent) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
  const nodes = of('Node');
  return {
    pods: of('Pod').map(podObject),
    workloads: of('StatefulSet', 'Deployment', 'ReplicaSet').map(workloadObject),
    events: of('Event')
      .map(eventObject)
      .toSorted(inTime)
      .map(({ event }) => event),
    claims: of('PersistentVolumeClaim').map(claimObject),
    // An empty list means that the nodes could not be read, not that there are none.
    nodes: nodes.length === 0 ? undefined : nodes.map(nodeObject),
  };
}

/** The storage classes in `kubectl get storageclasses -o json`; the list may be empty. */
export function storageClassObjects(stdout: string): StorageClassObservation[] {
  return requireJsonOutput('kubectl get', stdout, list).items.map(storageClassObject);
}

/** Empty text means that the API server omitted the field. */
function orUndefined(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** Conditions of any object. */
function conditionsOf(conditions: Pod['status']['conditions']): ConditionObservation[] {
  return conditions.map(({ type, status, reason, message }) => ({
    type,
    status,
    reason: orUndefined(reason),
    message: orUndefined(message),
  }));
}

function stateOf(seen: ContainerStatus | undefined): ContainerObservation['state'] {
  if (seen?.state.running) return 'running';
  if (seen?.state.terminated) return 'terminated';
  return seen?.state.waiting ? 'waiting' : 'none';
}

function exitOf(end: ContainerStatus['state']['terminated']): Termination | undefined {
  return (
    end && { exitCode: end.exitCode, reason: orUndefined(end.reason), message: orUndefined(end.message) }
  );
}

/** Milliseconds after its start in which a container may still be reported as not ready because of its earlier run. */
const RESTART_DELAY = 10_000;

/**
 * Whether a container was ready in its current run: its pod stopped being ready long after it had started. The kubelet
 * counts failed probes for that, which its events cannot show: it records few per pod (client-go events_cache.go).
 */
function hasLostReadiness(
  { ready, started, state }: ContainerStatus,
  { conditions }: Pick<Pod['status'], 'conditions'>,
): boolean {
  const notReady = conditions.find(({ type, status }) => type === 'Ready' && status === 'False');
  if (ready || started !== true || !state.running || !notReady) return false;
  const [since, startedAt] = [notReady.lastTransitionTime, state.running.startedAt];
  return Date.parse(since ?? '') - Date.parse(startedAt ?? '') >= RESTART_DELAY;
}

function container(
  wanted: Container,
  statuses: readonly ContainerStatus[],
  status: Pod['status'],
): ContainerObservation {
  const seen = statuses.find(({ name }) => name === wanted.name);
  const { limits, requests } = wanted.resources;
  const waiting = seen?.state.waiting;
  return {
    name: wanted.name,
    image: orUndefined(wanted.image),
    state: stateOf(seen),
    ready: seen?.ready ?? false,
    restarts: seen?.restartCount ?? 0,
    waiting: waiting && { reason: waiting.reason, message: orUndefined(waiting.message) },
    terminated: exitOf(seen?.state.terminated),
    lastTerminated: exitOf(seen?.lastState.terminated),
    memoryLimit: limits['memory'],
    // A missing request defaults to the limit (as the API server does for pods).
    requests: { ...limits, ...requests },
    hasReadinessProbe: wanted.readinessProbe !== undefined,
    lostReadiness: seen && hasLostReadiness(seen, status),
  };
}

/** The StatefulSet or Deployment of a pod; a ReplicaSet is named after its Deployment and the pod template hash. */
function workloadOf({ ownerReferences, labels }: Pod['metadata']): string | undefined {
  const owner = ownerReferences[0];
  if (owner?.kind !== 'ReplicaSet') return owner?.name;
  const hash = labels['pod-template-hash'];
  return hash !== undefined && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

/** Parses a Pod from `kubectl get -o json`. @throws ZodError if it is not a Pod */
function podObject(item: unknown): PodObservation {
  const { metadata, spec, status } = podSchema.parse(item);
  return {
    name: metadata.name,
    uid: orUndefined(metadata.uid),
    workload: workloadOf(metadata),
    phase: status.phase,
    reason: orUndefined(status.reason),
    message: orUndefined(status.message),
    deleting: typeof metadata.deletionTimestamp === 'string',
    node: spec.nodeName,
    conditions: conditionsOf(status.conditions),
    initContainers: spec.initContainers.map((one) => container(one, status.initContainerStatuses, status)),
    containers: spec.containers.map((one) => container(one, status.containerStatuses, status)),
    claims: spec.volumes.flatMap(({ persistentVolumeClaim: claim }) => (claim ? [claim.claimName] : [])),
  };
}

/** An event, and when it last occurred. */
export interface TimedEvent {
  /** In RFC 3339 format, which sorts as text. */
  readonly at: string;
  readonly event: EventObservation;
}

/** Parses an Event from `kubectl get -o json`; the scheduler and the kubelet fill different fields. @throws ZodError */
function eventObject(item: unknown): TimedEvent {
  const { type, reason, message, count, series, involvedObject, ...times } = eventSchema.parse(item);
  const container = /\{([^}]+)\}$/.exec(involvedObject.fieldPath ?? '')?.[1];
  return {
    at:
      series?.lastObservedTime ??
      times.lastTimestamp ??
      times.eventTime ??
      times.metadata.creationTimestamp ??
      '',
    event: {
      kind: involvedObject.kind,
      name: involvedObject.name,
      uid: involvedObject.uid,
      reason,
      message,
      isWarning: type === 'Warning',
      count: series?.count ?? count ?? 1,
      container,
    },
  };
}
