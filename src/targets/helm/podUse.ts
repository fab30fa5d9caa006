import type { Context } from '../../context.ts';
import type { PodObservation } from '../../diagnosis/cluster.ts';
import { runProgram } from '../shared/program.ts';
import { parseUse, REPORT_USE, type ResourceUse, USE_TIMEOUT } from '../shared/resourceUse.ts';
import type { Cluster } from './cluster.ts';
import { inPod } from './kubectlCommand.ts';
import { WEAVIATE_WORKLOAD } from './workloads.ts';

/** The most that one pod of Weaviate uses; null if none runs. Parts that this user may not read are null. */
export async function podUse(
  { run }: Pick<Context, 'run'>,
  cluster: Cluster,
  pods: readonly PodObservation[],
): Promise<ResourceUse | null> {
  const running = pods
    .filter(({ workload }) => workload === WEAVIATE_WORKLOAD)
    .flatMap(({ name, containers }) => {
      const container = containers.find((one) => one.name === WEAVIATE_CONTAINER);
      return container?.state === 'running' ? [{ name, limit: container.memoryLimit }] : [];
    });
  if (running.length === 0) return null;
  const uses = await Promise.all(
    running.map(async ({ name, limit }) => {
      const program = inPod(cluster, name, REPORT_USE);
      return parseUse((await runProgram(run, program, { timeout: USE_TIMEOUT })).stdout, limit);
    }),
  );
  return {
    memory: most(uses, ({ memory }) => memory),
    disk: most(uses, ({ disk }) => disk),
  };
}

/** Name of the container in the chart (weaviate-helm templates/weaviateStatefulset.yaml). */
const WEAVIATE_CONTAINER = 'weaviate';

function most<T extends { readonly used: number }>(
  uses: readonly ResourceUse[],
  part: (use: ResourceUse) => T | null,
): T | null {
  return uses
    .map(part)
    .reduce((fullest, one) => (one && (!fullest || one.used > fullest.used) ? one : fullest), null);
}
