import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import type { StackConfig } from '../../options/table.ts';
import { plainLine, readableLine } from '../shared/logLine.ts';
import { noService, type WantedLogs } from '../shared/logs.ts';
import { type Cluster, clusterOf, runCluster } from './cluster.ts';
import { followPods } from './followPods.ts';
import { installedWorkloads } from './helmStatus.ts';
import { podLogs } from './kubectlCommand.ts';
import { namedCluster } from './namedCluster.ts';
import { noLogs } from './noLogs.ts';
import type { Pod } from './objects.ts';
import { lifeOf } from './podLife.ts';
import { podsOf, viewOf } from './view.ts';

type Needs = Pick<Context, 'run' | 'out' | 'signal'>;

/** Names of what makes the pods of a release. @throws Failure `not-running` */
async function workloadNames(context: Needs, cluster: Cluster): Promise<string[]> {
  const workloads = await installedWorkloads(context, cluster);
  if (workloads) return workloads.map(({ name }) => name);
  throw new Failure('failed', {
    code: 'not-running',
    message: `there is no release ${cluster.release} in the namespace ${cluster.namespace}`,
    suggestion: 'bindstack up --target helm',
  });
}

/** Pods of a release by the name of what makes them; undefined where nothing makes any more. */
async function podsByWorkload(
  { run }: Needs,
  cluster: Cluster,
  names: readonly string[],
): Promise<Map<string, Pod[]> | undefined> {
  const view = await viewOf(run, cluster);
  const all = new Map(names.map((name) => [name, [] as Pod[]]));
  const controllers = view.controllers.filter(({ metadata }) => all.has(metadata.name));
  for (const controller of controllers) all.get(controller.metadata.name)?.push(...podsOf(view, controller));
  return controllers.length === 0 ? undefined : all;
}

/** Those of a service, which may be named by a pod of it too. */
function wantedOf(all: ReadonlyMap<string, Pod[]>, service: string | undefined): Pod[] {
  const everyPod = [...all.values()].flat();
  if (service === undefined) return everyPod;
  return all.get(service) ?? everyPod.filter(({ metadata }) => metadata.name === service);
}

/** Prints the logs of a release's pods, until it is interrupted where they are followed. */
export async function followHelm(
  context: Needs,
  config: StackConfig,
  { service, tail, follow, raw }: WantedLogs,
): Promise<void> {
  const { run, out, signal } = context;
  const cluster = await namedCluster(run, clusterOf(config));
  const names = await workloadNames(context, cluster);
  const all = (await podsByWorkload(context, cluster, names)) ?? new Map<string, Pod[]>();
  const pods = wantedOf(all, service);
  if (service !== undefined && !names.includes(service) && pods.length === 0) throw noService(service, names);
  const width = Math.max(0, ...pods.map(({ metadata }) => metadata.name.length));
  // More may come to those of all services; those of one keep the form that they begin with.
  const isNamed = pods.length > 1 || (follow && service === undefined);
  const print = (pod: string, written: string) => {
    const line = plainLine(written);
    const prefix = isNamed ? `${pod.padEnd(width)} | ` : '';
    if (raw) out.data(`${prefix}${line}`);
    else out.show(`${prefix}${readableLine(line)}`);
  };
  if (follow) {
    const current = async () => {
      const now = await podsByWorkload(context, cluster, names);
      return now && wantedOf(now, service);
    };
    await followPods(context, cluster, { pods: current, print, tail });
    return;
  }
  for (const pod of pods) {
    const life = lifeOf(pod);
    if ('silent' in life) {
      out.say(`${life.pod} has no log yet: ${life.silent}`);
      continue;
    }
    const result = await runCluster(run, podLogs(cluster, life.pod, { tail, container: life.container }), {
      onLine: (line) => print(life.pod, line),
    });
    if (signal.aborted) return;
    if (result.exitCode !== 0) throw noLogs(life.pod, result);
  }
}
