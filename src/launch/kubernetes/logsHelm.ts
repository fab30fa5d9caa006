import type { Context } from '../../context.ts';
import { type Cluster, clusterOf, lastWords, runCluster } from '../../engines/kubernetes/cluster.ts';
import { podLogs } from '../../engines/kubernetes/kubectlCommand.ts';
import type { Pod } from '../../engines/kubernetes/objects.ts';
import { currentContainer } from '../../engines/kubernetes/podStage.ts';
import { Failure } from '../../errors.ts';
import type { StackConfig } from '../../options/table.ts';
import { plainLine, readableLine } from '../logLine.ts';
import { noService, type WantedLogs } from '../logsCompose.ts';
import { installedWorkloads } from './helmStatus.ts';
import { namedCluster } from './namedCluster.ts';
import { podsOf, viewOf } from './view.ts';

type Needs = Pick<Context, 'run' | 'out' | 'signal'>;

/** Pods of a release by the name of what makes them. @throws Failure `not-running` */
async function podsByWorkload(context: Needs, cluster: Cluster): Promise<Map<string, Pod[]>> {
  const workloads = await installedWorkloads(context, cluster);
  if (!workloads) {
    throw new Failure('failed', {
      code: 'not-running',
      message: `there is no release ${cluster.release} in the namespace ${cluster.namespace}`,
      suggestion: 'bindstack up --target helm',
    });
  }
  const view = await viewOf(context.run, cluster);
  return new Map(
    workloads.map(({ name }) => {
      const controller = view.controllers.find(({ metadata }) => metadata.name === name);
      return [name, controller ? podsOf(view, controller) : []];
    }),
  );
}

/** Prints the logs of a release's pods, until it is interrupted where they are followed. */
export async function followHelm(
  context: Needs,
  config: StackConfig,
  { service, tail, follow, raw }: WantedLogs,
): Promise<void> {
  const { run, out, signal } = context;
  const cluster = await namedCluster(run, clusterOf(config));
  const all = await podsByWorkload(context, cluster);
  const everyPod = [...all.values()].flat();
  const pods =
    service === undefined
      ? everyPod
      : (all.get(service) ?? everyPod.filter(({ metadata }) => metadata.name === service));
  if (service !== undefined && !all.has(service) && pods.length === 0)
    throw noService(service, [...all.keys()]);
  const width = Math.max(0, ...pods.map(({ metadata }) => metadata.name.length));
  const print = async (pod: Pod): Promise<void> => {
    const { name } = pod.metadata;
    const container = currentContainer(pod)?.status;
    const isSilent = container?.state.waiting !== undefined && container.lastState.terminated === undefined;
    if (container === undefined || isSilent) {
      out.say(`${name} has no log yet: ${container?.state.waiting?.reason || pod.status.phase}`);
      return;
    }
    const prefix = pods.length > 1 ? `${name.padEnd(width)} | ` : '';
    const wish = { tail, follow, container: container.name };
    const result = await runCluster(run, podLogs(cluster, name, wish), {
      onLine: (written) => {
        const line = plainLine(written);
        out.data(`${prefix}${raw ? line : readableLine(line)}`);
      },
    });
    if (result.exitCode === 0 || signal.aborted) return;
    throw new Failure('environment', {
      code: 'no-logs',
      message: `the cluster does not give the log of ${name}`,
      detail: lastWords(result, 3),
      suggestion: 'bindstack status --target helm',
    });
  };
  if (follow) await Promise.all(pods.map(print));
  else for (const pod of pods) await print(pod);
}
