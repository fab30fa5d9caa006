import type { Condition, ContainerObservation, Ending, PodObservation } from '../../diagnosis/cluster.ts';
import { type Container, type ContainerStatus, type Pod, podSchema } from './objects.ts';

/** What the API server leaves out is not known. */
function known(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** Conditions of any object. */
export function conditionsOf(conditions: Pod['status']['conditions']): Condition[] {
  return conditions.map(({ type, status, reason, message }) => ({
    type,
    status,
    reason: known(reason),
    message: known(message),
  }));
}

function stateOf(seen: ContainerStatus | undefined): ContainerObservation['state'] {
  if (seen?.state.running) return 'running';
  if (seen?.state.terminated) return 'terminated';
  return seen?.state.waiting ? 'waiting' : 'none';
}

function endingOf(end: ContainerStatus['state']['terminated']): Ending | undefined {
  return end && { exitCode: end.exitCode, reason: known(end.reason), message: known(end.message) };
}

function container(wanted: Container, statuses: readonly ContainerStatus[]): ContainerObservation {
  const seen = statuses.find(({ name }) => name === wanted.name);
  const { limits, requests } = wanted.resources;
  const waiting = seen?.state.waiting;
  return {
    name: wanted.name,
    image: known(wanted.image),
    state: stateOf(seen),
    ready: seen?.ready ?? false,
    restarts: seen?.restartCount ?? 0,
    waiting: waiting && { reason: waiting.reason, message: known(waiting.message) },
    ended: endingOf(seen?.state.terminated),
    endedLast: endingOf(seen?.lastState.terminated),
    memoryLimit: limits['memory'],
    // What is limited and not requested is requested by its limit (the API server does it for pods).
    requests: { ...limits, ...requests },
    hasReadinessProbe: wanted.readinessProbe !== undefined,
  };
}

/** The StatefulSet, or the Deployment, whose ReplicaSet has its name and the hash of the pod's template. */
function workloadOf({ ownerReferences, labels }: Pod['metadata']): string | undefined {
  const owner = ownerReferences[0];
  if (owner?.kind !== 'ReplicaSet') return owner?.name;
  const hash = labels['pod-template-hash'];
  return hash !== undefined && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

/** A Pod of `kubectl get -o json`. @throws ZodError if it is none */
export function podObject(item: unknown): PodObservation {
  const { metadata, spec, status } = podSchema.parse(item);
  return {
    name: metadata.name,
    uid: known(metadata.uid),
    workload: workloadOf(metadata),
    phase: status.phase,
    reason: known(status.reason),
    message: known(status.message),
    deleting: typeof metadata.deletionTimestamp === 'string',
    node: spec.nodeName,
    conditions: conditionsOf(status.conditions),
    init: spec.initContainers.map((one) => container(one, status.initContainerStatuses)),
    containers: spec.containers.map((one) => container(one, status.containerStatuses)),
    claims: spec.volumes.flatMap(({ persistentVolumeClaim: claim }) => (claim ? [claim.claimName] : [])),
  };
}
