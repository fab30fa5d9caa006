import * as z from 'zod';
import type { ContainerObservation, Ending, PodObservation } from '../../diagnosis/cluster.ts';
import { conditions, owners, quantities } from './objectParts.ts';

const ending = z.object({
  exitCode: z.number(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

const state = z
  .object({
    waiting: z.object({ reason: z.string().default(''), message: z.string().optional() }).optional(),
    running: z.object({}).optional(),
    terminated: ending.optional(),
  })
  .default({});

const status = z.object({
  name: z.string(),
  ready: z.boolean().default(false),
  restartCount: z.number().default(0),
  state,
  lastState: state,
});

const spec = z.object({
  name: z.string(),
  image: z.string().optional(),
  readinessProbe: z.object({}).optional(),
  resources: z.object({ limits: quantities, requests: quantities }).prefault({}),
});

const pod = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string().optional(),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
    ownerReferences: owners,
  }),
  spec: z.object({
    nodeName: z.string().optional(),
    initContainers: z.array(spec).default([]),
    containers: z.array(spec),
    volumes: z
      .array(z.object({ persistentVolumeClaim: z.object({ claimName: z.string() }).optional() }))
      .default([]),
  }),
  status: z
    .object({
      phase: z.string().default('Pending'),
      reason: z.string().optional(),
      message: z.string().optional(),
      conditions,
      initContainerStatuses: z.array(status).default([]),
      containerStatuses: z.array(status).default([]),
    })
    .prefault({}),
});

type Spec = z.infer<typeof spec>;
type Status = z.infer<typeof status>;

function stateOf(seen: Status | undefined): ContainerObservation['state'] {
  if (seen?.state.running) return 'running';
  if (seen?.state.terminated) return 'terminated';
  return seen?.state.waiting ? 'waiting' : 'none';
}

function container(wanted: Spec, statuses: readonly Status[]): ContainerObservation {
  const seen = statuses.find(({ name }) => name === wanted.name);
  const { limits, requests } = wanted.resources;
  const ended: Ending | undefined = seen?.state.terminated;
  return {
    name: wanted.name,
    image: wanted.image,
    state: stateOf(seen),
    ready: seen?.ready ?? false,
    restarts: seen?.restartCount ?? 0,
    waiting: seen?.state.waiting,
    ended,
    endedLast: seen?.lastState.terminated,
    memoryLimit: limits['memory'],
    // What is limited and not requested is requested by its limit (the API server does it for pods).
    requests: { ...limits, ...requests },
    hasReadinessProbe: wanted.readinessProbe !== undefined,
  };
}

/** The StatefulSet, or the Deployment, whose ReplicaSet has its name and the hash of the pod's template. */
function workloadOf({ ownerReferences, labels }: z.infer<typeof pod>['metadata']): string | undefined {
  const owner = ownerReferences[0];
  if (owner?.kind !== 'ReplicaSet') return owner?.name;
  const hash = labels['pod-template-hash'];
  return hash !== undefined && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

/** A Pod of `kubectl get -o json`. @throws ZodError if it is none */
export function podObject(item: unknown): PodObservation {
  const { metadata, spec: wanted, status: seen } = pod.parse(item);
  return {
    name: metadata.name,
    uid: metadata.uid,
    workload: workloadOf(metadata),
    phase: seen.phase,
    reason: seen.reason,
    message: seen.message,
    deleting: metadata.deletionTimestamp !== undefined,
    node: wanted.nodeName,
    conditions: seen.conditions,
    init: wanted.initContainers.map((one) => container(one, seen.initContainerStatuses)),
    containers: wanted.containers.map((one) => container(one, seen.containerStatuses)),
    claims: wanted.volumes.flatMap(({ persistentVolumeClaim: claim }) => (claim ? [claim.claimName] : [])),
  };
}
