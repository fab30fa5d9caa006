import type { ClusterView } from '../../../src/targets/helm/clusterView.ts';
import {
  type ClusterEvent,
  type Controller,
  controllerSchema,
  eventSchema,
  type Pod,
  podSchema,
} from '../../../src/targets/helm/objects.ts';

type Part = Readonly<Record<string, unknown>>;

/** A healthy StatefulSet `weaviate` with one replica. */
export function controllerOf({ replicas = 1, ready = replicas, ...status }: Part = {}): Controller {
  return controllerSchema.parse({
    kind: 'StatefulSet',
    metadata: { name: 'weaviate', generation: 2 },
    spec: { replicas, selector: { matchLabels: { app: 'weaviate' } } },
    status: {
      observedGeneration: 2,
      replicas,
      readyReplicas: ready,
      updatedReplicas: replicas,
      updateRevision: 'new',
      ...status,
    },
  });
}

/** The pod `weaviate-0` of its newest revision: its container is running but not ready. */
export function podOf(status: Part = {}, { name = 'weaviate-0', ...metadata }: Part = {}): Pod {
  return podSchema.parse({
    kind: 'Pod',
    metadata: {
      name,
      uid: `uid-of-${name}`,
      labels: { app: 'weaviate', 'controller-revision-hash': 'new' },
      ...metadata,
    },
    spec: { nodeName: 'node1', containers: [{ name: 'weaviate', image: 'a/weaviate:1' }] },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'weaviate', state: { running: {} } }],
      ...status,
    },
  });
}

/** A pod status whose only container is in this state. */
export function containerIn(state: Part, more: Part = {}): Part {
  return { containerStatuses: [{ name: 'weaviate', state, ...more }] };
}

export const READY: Part = {
  conditions: [{ type: 'Ready', status: 'True' }],
  ...containerIn({ running: {} }, { ready: true }),
};

export function eventOf(reason: string, message = '', kind = 'StatefulSet', name = 'weaviate'): ClusterEvent {
  return eventSchema.parse({ kind: 'Event', involvedObject: { kind, name }, reason, message });
}

/** A namespace with one StatefulSet that is not ready, and its pod. */
export function viewOf(part: Partial<ClusterView> = {}): ClusterView {
  return { controllers: [controllerOf({ ready: 0 })], pods: [podOf()], claims: [], events: [], ...part };
}
