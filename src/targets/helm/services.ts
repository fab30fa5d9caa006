import type { Observation } from '../../diagnosis/observation.ts';
import type { ServiceState } from '../shared/stackState.ts';

/** The StatefulSets and Deployments of a release in the shape of every target: the worst pod of each speaks for it. */
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
      ...(workload && { pods: { ready: workload.ready, wanted: workload.wanted } }),
    };
  });
}
