import { now } from '../../clock.ts';
import { readableSize } from '../../formats/size.ts';
import type { LayerState } from '../shared/waitFor.ts';
import { type ClusterView, isRolledOut, newPodsOf } from './clusterView.ts';
import type { Controller } from './objects.ts';
import { type PodStage, pulledSize, type Stage, stageOf } from './podStage.ts';

/** Seconds that a stage may take; how long loading may take is the launch's to say. */
const STAGE_BUDGETS: Readonly<Record<Exclude<Stage, 'loading' | 'waiting' | 'ready' | 'failed'>, number>> = {
  scheduling: 60,
  creating: 180,
  // Ten gigabytes over a slow line; the kubelet itself tries again for ever.
  pulling: 1800,
};

/** Milliseconds for which a fault must be seen before it counts: much passes by itself. */
const FAULT_DELAY = 4000;

/** Milliseconds for which no node may fit; a cluster that grows by itself says so in an event before. */
const UNSCHEDULABLE_DELAY = 30_000;

/** Milliseconds for which what helm has installed may be missing: a cluster of several API servers may lag. */
const MISSING_DELAY = 15_000;

/** The furthest behind comes first. */
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

/** One StatefulSet or Deployment on its way: it remembers since when its pods stand where they stand. */
export class Rollout {
  readonly name: string;
  /** The pod that was furthest behind at the last look, where it runs: its log tells how far it has come. */
  loading: string | undefined;
  /** Seconds from a running container to a ready pod. */
  readonly #loading: number;
  /** Restarts of pods that were there before. */
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
      // helm has made it: what is not there was deleted, with its namespace perhaps.
      const seen = this.#existed ? 'it was deleted' : 'the cluster does not have it';
      return this.#fault(seen, this.#existed ? FAULT_DELAY : MISSING_DELAY);
    }
    this.#existed = true;
    if (isRolledOut(controller)) return { state: 'ready' };
    const pods = this.#pods(view, controller);
    const refused = pods.length === 0 ? podCreationError(view, controller) : undefined;
    if (refused !== undefined) return this.#fault(`its pods are refused: ${refused}`, FAULT_DELAY);
    const [first] = [...pods].sort((a, b) => STAGE_ORDER.indexOf(a.stage) - STAGE_ORDER.indexOf(b.stage));
    const ready = `${controller.status.readyReplicas} of ${controller.spec.replicas} ready`;
    if (!first) return this.#inProgress('creating', `its pods are being made (${ready})`);
    if (first.stage === 'ready')
      return this.#inProgress('creating', `old pods are on their way out (${ready})`);
    const seen = `${first.name}: ${first.seen}`;
    if (first.stage === 'failed') return this.#fault(seen, FAULT_DELAY);
    if (first.seen.startsWith('no node fits') && !isScalingUp(view))
      return this.#fault(seen, UNSCHEDULABLE_DELAY);
    this.#faultSince = undefined;
    if (first.stage === 'loading') this.loading = first.name;
    return this.#inProgress(first.stage, controller.spec.replicas > 1 ? `${seen} (${ready})` : seen);
  }

  /** Bytes of the image that was pulled for it; undefined where the node had it, or does not tell. */
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

  #fault(detail: string, patience: number): LayerState {
    this.#faultSince ??= now();
    return now() - this.#faultSince >= patience ? { state: 'failed', detail } : { state: 'waiting', detail };
  }

  /** Still on its way; failed where a stage takes longer than it may. */
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

/** Why no pod can be made: Pod Security, a quota, a webhook. A StatefulSet tells it in events only. */
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

/** Whether the cluster makes a new node for what fits on none. */
function isScalingUp({ events }: ClusterView): boolean {
  return events.some(({ reason }) => reason === 'TriggeredScaleUp' || reason === 'Nominated');
}
