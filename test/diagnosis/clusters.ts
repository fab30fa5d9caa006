import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type {
  ClusterObservation,
  ContainerObservation,
  EventObservation,
  PodObservation,
} from '../../src/diagnosis/cluster.ts';
import { clusterServices } from '../../src/diagnosis/clusterServices.ts';
import { clusterObjects } from '../../src/targets/helm/observedObjects.ts';
import type { Observation } from './observed.ts';

export function container(facts: Partial<ContainerObservation> = {}): ContainerObservation {
  return {
    name: 'weaviate',
    state: 'waiting',
    ready: false,
    restarts: 0,
    requests: {},
    hasReadinessProbe: true,
    ...facts,
  };
}

export function pod(facts: Partial<PodObservation> = {}): PodObservation {
  return {
    name: 'weaviate-0',
    workload: 'weaviate',
    phase: 'Pending',
    deleting: false,
    node: 'node1',
    conditions: [],
    initContainers: [],
    containers: [container()],
    claims: [],
    ...facts,
  };
}

export function podEvent(reason: string, message: string): EventObservation {
  return {
    kind: 'Pod',
    name: 'weaviate-0',
    reason,
    message,
    isWarning: true,
    count: 1,
    container: 'weaviate',
  };
}

export function clusterOf(facts: Partial<ClusterObservation> = {}): Observation {
  const cluster: ClusterObservation = {
    namespace: 'weaviate',
    release: 'bindstack',
    pods: [],
    workloads: [{ kind: 'StatefulSet', name: 'weaviate', desired: 1, ready: 0, conditions: [] }],
    events: [],
    claims: [],
    ...facts,
  };
  return { target: 'helm', phase: 'weaviate', cluster, services: clusterServices(cluster) };
}

const recording = z.object({
  helm: z.object({ exitCode: z.number(), stderr: z.string() }),
  list: z.unknown(),
});

/** A recording of helm and kubectl with chart 17.8.3 on Kubernetes 1.34; older recordings have no workloads. */
export function recorded(scenario: string): Observation {
  const file = new URL(`recordings/kube/${scenario}.json`, import.meta.url);
  const { helm, list } = recording.parse(JSON.parse(readFileSync(file, 'utf8')));
  const objects = clusterObjects([JSON.stringify(list)]);
  const guessed = [
    { kind: 'StatefulSet' as const, name: 'weaviate' },
    { kind: 'Deployment' as const, name: 'bind-inference' },
  ].map((workload) => {
    const pods = objects.pods.filter((one) => one.workload === workload.name);
    const ready = pods.filter(({ containers }) => containers.every((one) => one.ready)).length;
    return { ...workload, desired: pods.length, ready, conditions: [] };
  });
  const workloads = objects.workloads.length > 0 ? objects.workloads : guessed;
  const cluster = { namespace: scenario, release: 'bindstack', ...objects, workloads };
  return {
    target: 'helm',
    command: { line: 'helm upgrade --install', ...helm },
    cluster,
    services: clusterServices(cluster),
    ...(helm.exitCode !== 0 && { phase: 'create' as const }),
  };
}
