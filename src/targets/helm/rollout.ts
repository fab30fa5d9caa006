import { now } from '../../clock.ts';
import { readableSize } from '../../formats/size.ts';
import type { LayerState } from '../shared/waitFor.ts';
import { type ClusterView, isRolledOut, newPodsOf } from './clusterView.ts';
import type { Controller } from './objects.ts';
import { type PodStage, pulledSize, type Stage, stageOf } from './podStage.ts';

/** Seconds that a stage may take; the launch sets the time for loading. */
const STAGE_BUDGETS: Readonly<Record<Exclude<Stage, 'loading' | 'waiting' | 'ready' | 'failed'>, number>> = {
  scheduling: 60,
  creating: 180,
  // Ten gigabytes over a slow connection; the kubelet itself retries forever.
  pulling: 1800,
};

/** Milliseconds that a failure must persist before it counts: many resolve themselves. */
const FAULT_DELAY = 4000;

/** Milliseconds for which no node may fit; an autoscaling cluster announces a new node in an event before. */
const UNSCHEDULABLE_DELAY = 30_000;

/** Milliseconds for which a workload that helm installed may be missing: several API servers may lag. */
const MISSING_DELAY = 15_000;

/** The stages, the least advanced first. */
const STAGE_ORDER: readonly Stage[] = [
  'failed',
  'scheduling',
  'creating',
  'pulling',
  'waiting',
  'loading',
  'ready',
];

export interface PodProgress extends PodStage {
  readonly name: string;
}

/** The rollout of a StatefulSet or Deployment; remembers how long its pods have been in their current stage. */
export class Rollout {
  readonly name: string;
  /** The least advanced pod at the last poll, if it is loading: its log shows the progress. */
  loading: string | undefined;
  /** Seconds from a running container to a ready pod. */
  readonly #loading: number;
  /** Restarts of existing pods before this launch, by UID. */
  readonly #restarts: ReadonlyMap<string, number>;
  #signature = '';
  #since = now();
  #faultSince: number | undefined;
  #existed = false;

  constructor(name: string, loading: number, restarts: ReadonlyMap<string, number>) {
    this.name = name;
    this.#loading = loading;
    this.#restarts = restarts;
  }

  stateIn(view: ClusterView): LayerState {
    this.loading = undefined;
    const controller = view.controllers.find(({ metadata }) => metadata.name === this.name);
    if (!controller) {
      // helm installed it, so if it is missing it was deleted, perhaps with its namespace.
      const detail = this.#existed ? 'it was deleted' : 'it is not in the cluster';
      return this.#fault(detail, this.#existed ? FAULT_DELAY : MISSING_DELAY);
    }
    this.#existed = true;
    const pods = this.#pods(view, controller);
    const readyPods = pods.filter(({ stage }) => stage === 'ready').length;
    if (isRolledOut(controller, readyPods)) return { state: 'ready' };
    const refused = pods.length === 0 ? podCreationError(view, controller) : undefined;
    if (refused !== undefined) return this.#fault(`its pods cannot be created: ${refused}`, FAULT_DELAY);
    const [first] = [...pods].sort((a, b) => STAGE_ORDER.indexOf(a.stage) - STAGE_ORDER.indexOf(b.stage));
    const ready = `${controller.status.readyReplicas} of ${controller.spec.replicas} ready`;
    if (!first) return this.#inProgress('creating', `creating its pods (${ready})`);
    if (first.stage === 'ready')
      return this.#inProgress('creating', `waiting for old pods to terminate (${ready})`);
    const detail = `${first.name}: ${first.detail}`;
    if (first.stage === 'failed') return this.#fault(detail, FAULT_DELAY);
    if (first.detail.startsWith('no node fits') && !isScalingUp(view))
      return this.#fault(detail, UNSCHEDULABLE_DELAY);
    this.#faultSince = undefined;
    if (first.stage === 'loading') this.loading = first.name;
    return this.#inProgress(first.stage, controller.spec.replicas > 1 ? `${detail} (${ready})` : detail);
  }

  /** Size of the image that was pulled for it; undefined if it was already on the node or is unknown. */
  pulled(view: ClusterView): string | undefined {
    const controller = view.controllers.find(({ metadata }) => metadata.name === this.name);
    const names = controller ? newPodsOf(view, controller).map(({ metadata }) => metadata.name) : [];
    const sizes = names.flatMap((name) => pulledSize(view.events, name) ?? []);
    return sizes.length === 0 ? undefined : readableSize(Math.max(...sizes));
  }

  #pods(view: ClusterView, controller: Controller): PodProgress[] {
    return newPodsOf(view, controller).map((pod) => ({
      name: pod.metadata.name,
      ...stageOf(pod, view.events, this.#restarts.get(pod.metadata.uid) ?? 0),
    }));
  }

  #fault(detail: string, delay: number): LayerState {
    this.#faultSince ??= now();
    return now() - this.#faultSince >= delay ? { state: 'failed', detail } : { state: 'waiting', detail };
  }

  /** Waiting; failed if the stage takes longer than its budget. */
  #inProgress(stage: Stage, detail: string): LayerState {
    const signature = `${stage} ${detail}`;
    if (signature !== this.#signature) {
      this.#signature = signature;
      this.#since = now();
    }
    const budget =
      stage === 'loading' || stage === 'waiting' || stage === 'ready' || stage === 'failed'
        ? this.#loading
        : STAGE_BUDGETS[stage];
    const isLate = now() - this.#since > budget * 1000;
    return isLate ? { state: 'failed', detail: `${detail}, for ${budget} s` } : { state: 'waiting', detail };
  }
}

/** Why no pod can be created: Pod Security, a quota, a webhook. A StatefulSet reports it only in events. */
function podCreationError(
  { events }: ClusterView,
  { kind, metadata, status }: Controller,
): string | undefined {
  const condition = status.conditions.find(
    ({ type, status: is }) => type === 'ReplicaFailure' && is === 'True',
  );
  if (condition) return condition.message;
  if (kind === 'Deployment') return undefined;
  return events.findLast(
    ({ involvedObject, reason }) =>
      reason === 'FailedCreate' && involvedObject.kind === kind && involvedObject.name === metadata.name,
  )?.message;
}

/** Whether the cluster is adding a node for pods that fit on none. */
function isScalingUp({ events }: ClusterView): boolean {
  return events.some(({ reason }) => reason === 'TriggeredScaleUp' || reason === 'Nominated');
}
