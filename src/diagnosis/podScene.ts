import type {
  ClaimObservation,
  ClusterObservation,
  ContainerObservation,
  EventObservation,
  PodObservation,
} from './cluster.ts';
import { eventsOf, podsOf } from './clusterServices.ts';

/** A pod as it is judged. */
export interface PodScene {
  readonly pod: PodObservation;
  readonly cluster: ClusterObservation;
  /** About this pod, the newest last. */
  readonly events: readonly EventObservation[];
  /** Its claims that are not bound. */
  readonly unbound: readonly ClaimObservation[];
  /** Init containers first. */
  readonly containers: readonly ContainerObservation[];
}

function isReady({ phase, conditions }: PodObservation): boolean {
  return phase === 'Running' && conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function sceneOf(cluster: ClusterObservation, pod: PodObservation): PodScene {
  return {
    pod,
    cluster,
    events: eventsOf(cluster, pod),
    unbound: cluster.claims.filter(({ name, phase }) => pod.claims.includes(name) && phase !== 'Bound'),
    containers: [...pod.init, ...pod.containers],
  };
}

/** The pods that should serve and do not; where all that are wanted are ready, what is left behind is past. */
export function failingPods(cluster: ClusterObservation): PodScene[] {
  return cluster.workloads
    .filter(({ kind, wanted, ready }) => kind !== 'ReplicaSet' && ready < wanted)
    .flatMap(({ name }) => podsOf(cluster, name))
    .filter((pod) => !isReady(pod))
    .map((pod) => sceneOf(cluster, pod));
}
