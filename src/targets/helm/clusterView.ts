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

/** Milliseconds to wait for one response of the cluster. */
export const CLUSTER_TIMEOUT = 15_000;

/** The objects of a namespace that a launch waits for, at one moment. */
export interface ClusterView {
  readonly controllers: readonly Controller[];
  readonly pods: readonly Pod[];
  readonly claims: readonly Claim[];
  readonly events: readonly ClusterEvent[];
}

/** The view of a namespace that does not exist. */
export const EMPTY_VIEW: ClusterView = { controllers: [], pods: [], claims: [], events: [] };

/** The cluster does not respond, or refuses this user. */
export class ClusterUnreachable extends Failure {
  constructor(detail: string) {
    super('environment', {
      code: 'no-cluster',
      message: 'the cluster does not respond',
      detail,
      suggestion: 'bindstack doctor --target helm',
    });
  }
}

/** @throws ClusterUnreachable */
export async function readCluster(
  run: Context['run'],
  cluster: Cluster,
  options: { readonly evenIfInterrupted?: boolean } = {},
): Promise<ClusterView> {
  const command = getObjects(cluster, 'statefulset,deployment,pod,persistentvolumeclaim,event');
  const result = await runProgram(run, command, { timeout: CLUSTER_TIMEOUT, ...options });
  // Objects that the user is not allowed to read are missing, with an error; the rest is still useful. If kubectl gets no
  // response at all, it prints an empty list (measured with 1.35).
  if (result.exitCode !== 0 && !/forbidden/i.test(result.stderr)) {
    throw new ClusterUnreachable(lastErrorLines(result, 1) || 'no response in time');
  }
  const { stdout } = result;
  return {
    controllers: parseControllers(stdout),
    pods: parsePods(stdout),
    claims: parseClaims(stdout),
    events: parseEvents(stdout),
  };
}

/** The pods of a controller, without those that are being deleted. */
export function podsOf({ pods }: Pick<ClusterView, 'pods'>, controller: Controller): Pod[] {
  const labels = Object.entries(controller.spec.selector.matchLabels);
  return pods.filter(
    ({ metadata }) =>
      typeof metadata.deletionTimestamp !== 'string' &&
      labels.every(([key, value]) => metadata.labels[key] === value),
  );
}

/** The pods of its newest revision: a failing old pod does not count against its replacement. */
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

/**
 * Whether all pods of a controller are ready and of its newest revision.
 * @param readyPods how many pods of its newest revision are ready, if that is known: the controller counts them a moment
 *   later
 */
export function isRolledOut({ metadata, spec, status }: Controller, readyPods = 0): boolean {
  const { replicas, readyReplicas, updatedReplicas, observedGeneration } = status;
  return (
    observedGeneration >= metadata.generation &&
    updatedReplicas >= spec.replicas &&
    Math.max(readyReplicas, readyPods) >= spec.replicas &&
    replicas <= spec.replicas
  );
}
