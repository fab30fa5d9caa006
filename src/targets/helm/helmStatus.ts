import type { Context } from '../../context.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import { Failure } from '../../errors.ts';
import type { StackConfig } from '../../options/table.ts';
import type { ServiceState, StackPhase, StackStatus } from '../shared/stackState.ts';
import { type Cluster, clusterOf, lastWords, runCluster } from './cluster.ts';
import { helmGetManifest } from './helmCommand.ts';
import { getObjects } from './kubectlCommand.ts';
import { namedCluster } from './namedCluster.ts';
import { type ClusterService, parseServices } from './objects.ts';
import { observeKubernetes } from './observeKubernetes.ts';
import { portForwardLines } from './portForward.ts';
import { servicesOf } from './services.ts';
import { CLUSTER_PATIENCE } from './view.ts';
import { GRPC_SERVICE, REST_SERVICE, type Workload, workloadsOf } from './workloads.ts';

type Needs = Pick<Context, 'run'>;

/**
 * The workloads of a release that is installed; undefined where there is none.
 * @throws Failure `no-helm`, `no-cluster` (environment)
 */
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

function phaseOf(services: readonly ServiceState[]): StackPhase {
  const isBad = ({ state, health }: ServiceState) =>
    state === 'exited' || state === 'restarting' || health === 'unhealthy';
  if (services.some(isBad)) return 'failed';
  return services.every(({ pods }) => pods !== undefined && pods.ready >= pods.wanted)
    ? 'running'
    : 'starting';
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
  const nowhere = { http: null, grpc: null };
  if (!workloads)
    return { target: 'helm', state: 'stopped', endpoints: nowhere, services: [], diagnosis: [] };
  const [observation, listed] = await Promise.all([
    observeKubernetes({ run }, cluster, { workloads: new Set(workloads.map(({ name }) => name)) }),
    runCluster(run, getObjects(cluster, 'service'), { timeout: CLUSTER_PATIENCE }),
  ]);
  const services = servicesOf(observation);
  const diagnosis = diagnose(observation);
  const found = parseServices(listed.stdout);
  const address = (name: string) => outside(found.find(({ metadata }) => metadata.name === name));
  const http = address(REST_SERVICE.name);
  return {
    target: 'helm',
    // A pod that nothing is wrong with is on its way; with any other it will not come by itself.
    state: phaseOf(services) === 'starting' && diagnosis.length > 0 ? 'failed' : phaseOf(services),
    endpoints: { http: http && `http://${http}`, grpc: address(GRPC_SERVICE.name) },
    services,
    diagnosis,
    portForward: portForwardLines(cluster),
  };
}
