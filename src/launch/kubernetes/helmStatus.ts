import type { Context } from '../../context.ts';
import { type Cluster, clusterOf, lastWords, runCluster } from '../../engines/kubernetes/cluster.ts';
import { helmGetManifest } from '../../engines/kubernetes/helmCommand.ts';
import { getObjects } from '../../engines/kubernetes/kubectlCommand.ts';
import {
  type ClusterService,
  type Controller,
  type Pod,
  parseServices,
} from '../../engines/kubernetes/objects.ts';
import { stageOf } from '../../engines/kubernetes/podStage.ts';
import { portForwardLines } from '../../engines/kubernetes/portForward.ts';
import {
  GRPC_SERVICE,
  REST_SERVICE,
  type Workload,
  workloadsOf,
} from '../../engines/kubernetes/workloads.ts';
import { Failure } from '../../errors.ts';
import type { StackConfig } from '../../options/table.ts';
import type { ServiceState, StackPhase, StackStatus } from '../stackState.ts';
import { namedCluster } from './namedCluster.ts';
import { CLUSTER_PATIENCE, type ClusterView, podsOf, viewOf } from './view.ts';

type Needs = Pick<Context, 'run'>;

/** The workloads of a release that is installed; undefined where there is none. @throws Failure `no-cluster` */
export async function installedWorkloads({ run }: Needs, cluster: Cluster): Promise<Workload[] | undefined> {
  const result = await runCluster(run, helmGetManifest(cluster), { timeout: CLUSTER_PATIENCE });
  if (result.exitCode === 0) return workloadsOf(result.stdout);
  if (/release: not found/i.test(result.stderr)) return undefined;
  throw new Failure('environment', {
    code: result.notFound ? 'no-helm' : 'no-cluster',
    message: result.notFound ? 'helm is not installed' : 'the cluster does not answer',
    detail: lastWords(result, 2) || 'no answer in time',
    suggestion: 'bindstack doctor --target helm',
  });
}

/** A pod, in the words of a container. */
export function podState(pod: Pod, view: Pick<ClusterView, 'events'>): ServiceState {
  const { stage, seen } = stageOf(pod, view.events);
  const statuses = [...pod.status.initContainerStatuses, ...pod.status.containerStatuses];
  const ends = statuses.map(({ state, lastState }) => state.terminated ?? lastState.terminated);
  const bad = ends.find((end) => end !== undefined && end.exitCode !== 0);
  const states = { ready: 'running', loading: 'running', waiting: 'running', failed: 'failed' } as const;
  return {
    name: pod.metadata.name,
    state: stage in states ? states[stage as keyof typeof states] : `${stage}: ${seen}`,
    health:
      stage === 'ready'
        ? 'healthy'
        : stage === 'failed'
          ? seen
          : stage === 'loading' || stage === 'waiting'
            ? 'starting'
            : '',
    exitCode: bad?.exitCode ?? 0,
    oomKilled: ends.some((end) => end?.reason === 'OOMKilled'),
    restarts: Math.max(0, ...statuses.map(({ restartCount }) => restartCount)),
  };
}

function statesOf(view: ClusterView, workload: Workload): ServiceState[] {
  const controller = view.controllers.find(({ metadata }) => metadata.name === workload.name);
  const pods = controller ? podsOf(view, controller) : [];
  if (pods.length > 0) return pods.map((pod) => podState(pod, view));
  if (controller?.spec.replicas === 0) return [];
  const nothing = { health: '', exitCode: 0, oomKilled: false, restarts: 0 };
  return [{ name: workload.name, state: 'missing', ...nothing }];
}

function phaseOf(
  workloads: readonly Workload[],
  view: ClusterView,
  services: readonly ServiceState[],
): StackPhase {
  if (services.some(({ state }) => state === 'failed')) return 'failed';
  const isReady = (controller: Controller | undefined) =>
    controller !== undefined && controller.status.readyReplicas >= controller.spec.replicas;
  const all = workloads.every(({ name }) =>
    isReady(view.controllers.find(({ metadata }) => metadata.name === name)),
  );
  return all ? 'running' : 'starting';
}

/** Where a service is reached from outside; null where only the cluster reaches it. */
function outside(service: ClusterService | undefined): string | null {
  const address = service?.status.loadBalancer.ingress[0];
  const host = address?.hostname ?? address?.ip;
  return service?.spec.type === 'LoadBalancer' && host !== undefined
    ? `${host}:${service.spec.ports[0]?.port}`
    : null;
}

/** What the release of a configuration does. */
export async function helmStatus({ run }: Needs, config: StackConfig): Promise<StackStatus> {
  const cluster = await namedCluster(run, clusterOf(config));
  const workloads = await installedWorkloads({ run }, cluster);
  const nothing = { http: null, grpc: null };
  if (!workloads)
    return { target: 'helm', state: 'stopped', endpoints: nothing, services: [], diagnosis: [] };
  const [view, listed] = await Promise.all([
    viewOf(run, cluster),
    runCluster(run, getObjects(cluster, 'service'), { timeout: CLUSTER_PATIENCE }),
  ]);
  const services = workloads.flatMap((workload) => statesOf(view, workload));
  const found = parseServices(listed.stdout);
  const address = (name: string) => outside(found.find(({ metadata }) => metadata.name === name));
  const http = address(REST_SERVICE.name);
  return {
    target: 'helm',
    state: phaseOf(workloads, view, services),
    endpoints: { http: http && `http://${http}`, grpc: address(GRPC_SERVICE.name) },
    services,
    diagnosis: [],
    portForward: portForwardLines(cluster),
  };
}
