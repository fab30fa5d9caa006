import type { Context } from '../../context.ts';
import type { ClusterObservation, ContainerObservation, PodObservation } from '../../diagnosis/cluster.ts';
import { clusterServices } from '../../diagnosis/clusterServices.ts';
import type { FailedCommand, Observation, Phase } from '../../diagnosis/observation.ts';
import { type ProgramCommand, runProgram } from '../shared/program.ts';
import type { ServiceState } from '../shared/stackState.ts';
import type { Cluster } from './cluster.ts';
import { CLUSTER_TIMEOUT, newPodsOf, podsOf } from './clusterView.ts';
import { getObjects, podLogs } from './kubectlCommand.ts';
import { type Pod, parseControllers, parsePods } from './objects.ts';
import { clusterObjects, storageClassObjects } from './observedObjects.ts';

/** Lines read from the log of a failing container. */
const LOG_LINES = '200';

const KINDS = 'pod,statefulset,deployment,replicaset,event,persistentvolumeclaim';

export interface ReleaseToObserve {
  /** Names of the StatefulSets and Deployments of the release; others in the namespace are ignored. */
  readonly workloads: ReadonlySet<string> | Promise<ReadonlySet<string>>;
  readonly phase?: Phase | undefined;
  readonly command?: FailedCommand | undefined;
  /** Weaviate's responses, if it was asked. */
  readonly responses?: Pick<Observation, 'ready' | 'meta'>;
}

/** Collects everything visible of a release: its objects, its cluster, and the logs of failing containers. */
export async function observeKubernetes(
  { run }: Pick<Context, 'run'>,
  cluster: Cluster,
  { workloads, phase, command, responses }: ReleaseToObserve,
): Promise<Observation> {
  const ask = async (command: ProgramCommand): Promise<string> =>
    (await runProgram(run, command, { timeout: CLUSTER_TIMEOUT })).stdout.trim();
  const [names, objects, nodes, classes] = await Promise.all([
    workloads,
    ask(getObjects(cluster, KINDS)),
    // These are cluster-scoped, and not every user may read them.
    ask(getObjects(cluster, 'node')),
    ask(getObjects(cluster, 'storageclass')),
  ]);
  const seen = clusterObjects([objects, nodes].filter((text) => text !== ''));
  const ofRelease = (name: string | undefined) => name !== undefined && names.has(name);
  const old = objects === '' ? new Set<string>() : oldPods(objects);
  const pods = seen.pods.filter(({ name, workload }) => ofRelease(workload) && !old.has(name));
  const observed: ClusterObservation = {
    context: cluster.context,
    namespace: cluster.namespace,
    release: cluster.release,
    ...seen,
    workloads: seen.workloads.filter(({ name, owner }) => ofRelease(owner ?? name)),
    pods: await Promise.all(pods.map((pod) => withLogs(ask, cluster, pod))),
    ...(classes !== '' && { storageClasses: storageClassObjects(classes) }),
  };
  return {
    services: clusterServices(observed),
    cluster: observed,
    ...(phase && { phase }),
    ...(command && { command }),
    ...responses,
  };
}

/** Names of pods that are being replaced: their problems no longer matter. */
function oldPods(stdout: string): Set<string> {
  const view = { controllers: parseControllers(stdout), pods: parsePods(stdout) };
  const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);
  const current = new Set(view.controllers.flatMap((controller) => names(newPodsOf(view, controller))));
  const all = view.controllers.flatMap((controller) => names(podsOf(view, controller)));
  return new Set(all.filter((name) => !current.has(name)));
}

type RunForOutput = (command: ProgramCommand) => Promise<string>;

async function withLogs(ask: RunForOutput, cluster: Cluster, pod: PodObservation): Promise<PodObservation> {
  const logged = (container: ContainerObservation) => withLog(ask, cluster, pod.name, container);
  const [initContainers, containers] = await Promise.all([
    Promise.all(pod.initContainers.map((one) => (one.terminated?.exitCode === 0 ? one : logged(one)))),
    Promise.all(pod.containers.map(logged)),
  ]);
  return { ...pod, initContainers, containers };
}

/** Adds the logs of the current and the previous run; none if the container works or has not started. */
async function withLog(
  ask: RunForOutput,
  cluster: Cluster,
  pod: string,
  container: ContainerObservation,
): Promise<ContainerObservation> {
  const { name, state, ready, restarts } = container;
  if (ready && restarts === 0) return container;
  const options = { tail: LOG_LINES, container: name };
  const hasStarted = state === 'running' || state === 'terminated';
  const [log, previousLog] = await Promise.all([
    hasStarted ? ask(podLogs(cluster, pod, options)) : undefined,
    restarts > 0 ? ask(podLogs(cluster, pod, { ...options, previous: true })) : undefined,
  ]);
  return { ...container, log, previousLog };
}

/** The workloads of a release in the common format of all targets; each has the state of its worst pod. */
export function servicesOf({ services, cluster }: Pick<Observation, 'services' | 'cluster'>): ServiceState[] {
  return services.map(({ name, state, health, exitCode, oomKilled, restarts }) => {
    const workload = cluster?.workloads.find((one) => one.name === name);
    return {
      name,
      state: state ?? 'missing',
      health: health ?? '',
      exitCode: exitCode ?? 0,
      oomKilled: oomKilled ?? false,
      restarts: restarts ?? 0,
      ...(workload && { pods: { ready: workload.ready, wanted: workload.desired } }),
    };
  });
}
