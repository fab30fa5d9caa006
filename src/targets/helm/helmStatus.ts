import type { Context } from '../../context.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { StackConfig } from '../../options/table.ts';
import { runProgram } from '../shared/program.ts';
import type { ServiceState, StackPhase, StackStatus } from '../shared/stackState.ts';
import type { StatusOptions } from '../target.ts';
import { helmAdvice } from './advice.ts';
import { clusterOf } from './cluster.ts';
import { CLUSTER_TIMEOUT } from './clusterView.ts';
import { getObjects, namedCluster } from './kubectlCommand.ts';
import { type ClusterService, parseServices } from './objects.ts';
import { observeKubernetes, servicesOf } from './observeKubernetes.ts';
import { podUse } from './podUse.ts';
import { portForwardLines } from './portForward.ts';
import { GRPC_SERVICE, installedWorkloads, REST_SERVICE } from './workloads.ts';

function releasePhase(services: readonly ServiceState[]): StackPhase {
  const isBad = ({ state, health }: ServiceState) =>
    state === 'exited' || state === 'restarting' || health === 'unhealthy';
  if (services.some(isBad)) return 'failed';
  return services.every(({ pods }) => pods !== undefined && pods.ready >= pods.wanted)
    ? 'running'
    : 'starting';
}

/** The external address of a service; null if it is only reachable inside the cluster. */
function externalAddress(service: ClusterService | undefined): string | null {
  const address = service?.status.loadBalancer.ingress[0];
  const host = address?.hostname ?? address?.ip;
  return service?.spec.type === 'LoadBalancer' && host !== undefined
    ? `${host}:${service.spec.ports[0]?.port}`
    : null;
}

/** The status of a configuration's release. */
export async function helmStatus(
  { run }: Pick<Context, 'run'>,
  config: StackConfig,
  { withUse = false }: StatusOptions = {},
): Promise<StackStatus> {
  const cluster = await namedCluster(run, clusterOf(config));
  const installed = installedWorkloads({ run }, cluster);
  const names = installed.then((workloads = []) => new Set(workloads.map(({ name }) => name)));
  const [workloads, observation, listed] = await Promise.all([
    installed,
    observeKubernetes({ run }, cluster, { workloads: names }),
    runProgram(run, getObjects(cluster, 'service'), { timeout: CLUSTER_TIMEOUT }),
  ]);
  const noEndpoints = { http: null, grpc: null };
  if (!workloads)
    return {
      target: 'helm',
      state: 'stopped',
      endpoints: noEndpoints,
      services: [],
      diagnosis: [],
      ...(withUse && { use: null }),
    };
  const services = servicesOf(observation);
  const diagnosis = diagnose(observation, helmAdvice);
  const found = parseServices(listed.stdout);
  const address = (name: string) => externalAddress(found.find(({ metadata }) => metadata.name === name));
  const http = address(REST_SERVICE.name);
  const phase = releasePhase(services);
  const use = withUse ? await podUse({ run }, cluster, observation.cluster?.pods ?? []) : undefined;
  return {
    target: 'helm',
    // A pod without a problem is still starting; one with a diagnosis will not become ready on its own.
    state: phase === 'starting' && diagnosis.length > 0 ? 'failed' : phase,
    endpoints: { http: http && `http://${http}`, grpc: address(GRPC_SERVICE.name) },
    services,
    diagnosis,
    // Kubernetes asks each pod whether it is ready.
    ...(use !== undefined && { use: use && { ...use, responds: phase === 'running' } }),
    portForward: portForwardLines(cluster),
  };
}
