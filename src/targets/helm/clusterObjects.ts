import * as z from 'zod';
import type {
  ClaimObservation,
  ClusterObservation,
  NodeObservation,
  StorageClassObservation,
  WorkloadObservation,
} from '../../diagnosis/cluster.ts';
import { eventObject, type TimedEvent } from './eventObject.ts';
import { claimSchema, isDefaultClass, nodeSchema, storageClassSchema, workloadSchema } from './objects.ts';
import { conditionsOf, podObject } from './podObject.ts';

const list = z.object({ items: z.array(z.looseObject({ kind: z.string() })) });

function workloadObject(item: unknown): WorkloadObservation {
  const { kind, metadata, spec, status } = workloadSchema.parse(item);
  return {
    kind,
    name: metadata.name,
    wanted: spec.replicas,
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

/** What a namespace holds, of the lists that `kubectl get KINDS -o json` prints, in any order and number. */
export function clusterObjects(
  stdouts: readonly string[],
): Omit<ClusterObservation, 'namespace' | 'release'> {
  const items = stdouts.flatMap((stdout) => list.parse(JSON.parse(stdout)).items);
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
    // No class at all is a fault that is told; not to have asked is none: see storageClasses().
    nodes: nodes.length === 0 ? undefined : nodes.map(nodeObject),
  };
}

/** The storage classes, of `kubectl get storageclasses -o json`; there may be none. */
export function storageClassObjects(stdout: string): StorageClassObservation[] {
  return list.parse(JSON.parse(stdout)).items.map(storageClassObject);
}
