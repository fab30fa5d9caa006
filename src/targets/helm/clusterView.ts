import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { runProgram } from '../shared/program.ts';
import { type Cluster, lastErrorLines } from './cluster.ts';
import { getObjects } from './kubectlCommand.ts';
import {
  type Claim,
  type ClusterEvent,
  type Controller,
  type Pod,
  parseClaims,
  parseControllers,
  parseEvents,
  parsePods,
} from './objects.ts';

/** Milliseconds for one answer of the cluster. */
export const CLUSTER_TIMEOUT = 15_000;

/** What a namespace holds of what a launch waits for, at one moment. */
export interface ClusterView {
  readonly controllers: readonly Controller[];
  readonly pods: readonly Pod[];
  readonly claims: readonly Claim[];
  readonly events: readonly ClusterEvent[];
}

/** The cluster does not answer, or not this user. */
export class ClusterUnreachable extends Failure {
  constructor(detail: string) {
    super('environment', {
      code: 'no-cluster',
      message: 'the cluster does not answer',
      detail,
      suggestion: 'bindstack doctor --target helm',
    });
  }
}

/** @throws ClusterSilent */
export async function readCluster(
  run: Context['run'],
  cluster: Cluster,
  options: { readonly evenIfInterrupted?: boolean } = {},
): Promise<ClusterView> {
  const command = getObjects(cluster, 'statefulset,deployment,pod,persistentvolumeclaim,event');
  const result = await runProgram(run, command, { timeout: CLUSTER_TIMEOUT, ...options });
  // What may not be seen is left out, with a complaint: the rest is still worth a look. A kubectl that gets no answer
  // at all prints an empty list (measured, 1.35).
  if (result.exitCode !== 0 && !/forbidden/i.test(result.stderr)) {
    throw new ClusterUnreachable(lastErrorLines(result, 1) || 'no answer in time');
  }
  const { stdout } = result;
  return {
    controllers: parseControllers(stdout),
    pods: parsePods(stdout),
    claims: parseClaims(stdout),
    events: parseEvents(stdout),
  };
}

/** The pods of a controller, those that are about to go left out. */
export function podsOf({ pods }: Pick<ClusterView, 'pods'>, controller: Controller): Pod[] {
  const labels = Object.entries(controller.spec.selector.matchLabels);
  return pods.filter(
    ({ metadata }) =>
      typeof metadata.deletionTimestamp !== 'string' &&
      labels.every(([key, value]) => metadata.labels[key] === value),
  );
}

/** Those of its newest kind: an old pod that fails is no fault of what replaces it. */
export function newPodsOf(view: Pick<ClusterView, 'pods'>, controller: Controller): Pod[] {
  const pods = podsOf(view, controller);
  const { updateRevision } = controller.status;
  if (controller.kind === 'StatefulSet') {
    return pods.filter(
      ({ metadata }) =>
        updateRevision === undefined || metadata.labels['controller-revision-hash'] === updateRevision,
    );
  }
  const newest = [...pods].sort((a, b) => createdAt(b) - createdAt(a))[0];
  const hash = newest?.metadata.labels['pod-template-hash'];
  return pods.filter(({ metadata }) => metadata.labels['pod-template-hash'] === hash);
}

function createdAt({ metadata }: Pod): number {
  return Date.parse(metadata.creationTimestamp ?? '') || 0;
}

/** Whether all pods of a controller are of its newest kind and ready. */
export function isRolledOut({ metadata, spec, status }: Controller): boolean {
  const { replicas, readyReplicas, updatedReplicas, observedGeneration } = status;
  return (
    observedGeneration >= metadata.generation &&
    updatedReplicas >= spec.replicas &&
    readyReplicas >= spec.replicas &&
    replicas <= spec.replicas
  );
}
