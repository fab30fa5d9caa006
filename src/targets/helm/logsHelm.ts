import { now, sleep } from '../../clock.ts';
import type { Context, RunResult } from '../../context.ts';
import { Failure } from '../../errors.ts';
import type { StackConfig } from '../../options/table.ts';
import { type LogRequest, plainLine, readableLine, unknownService } from '../shared/logs.ts';
import { runProgram } from '../shared/program.ts';
import { type Cluster, clusterOf, lastErrorLines } from './cluster.ts';
import { ClusterUnreachable, podsOf, readCluster } from './clusterView.ts';
import { type LogOptions, namedCluster, podLogs } from './kubectlCommand.ts';
import type { Pod } from './objects.ts';
import { type ContainerRun, currentRun } from './podStage.ts';
import { installedWorkloads } from './workloads.ts';

type LogsContext = Pick<Context, 'run' | 'out' | 'signal'>;

/** Names of what makes the pods of a release. @throws Failure `not-running` */
async function workloadNames(context: LogsContext, cluster: Cluster): Promise<string[]> {
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
  { run }: LogsContext,
  cluster: Cluster,
  names: readonly string[],
): Promise<Map<string, Pod[]> | undefined> {
  const view = await readCluster(run, cluster);
  const all = new Map(names.map((name) => [name, [] as Pod[]]));
  const controllers = view.controllers.filter(({ metadata }) => all.has(metadata.name));
  for (const controller of controllers) all.get(controller.metadata.name)?.push(...podsOf(view, controller));
  return controllers.length === 0 ? undefined : all;
}

/** Those of a service, which may be named by a pod of it too. */
function podsOfService(all: ReadonlyMap<string, Pod[]>, service: string | undefined): Pod[] {
  const everyPod = [...all.values()].flat();
  if (service === undefined) return everyPod;
  return all.get(service) ?? everyPod.filter(({ metadata }) => metadata.name === service);
}

/** Prints the logs of a release's pods, until it is interrupted where they are followed. */
export async function printHelmLogs(
  context: LogsContext,
  config: StackConfig,
  { service, tail, follow, raw }: LogRequest,
): Promise<void> {
  const { run, out, signal } = context;
  const cluster = await namedCluster(run, clusterOf(config));
  const names = await workloadNames(context, cluster);
  const all = (await podsByWorkload(context, cluster, names)) ?? new Map<string, Pod[]>();
  const pods = podsOfService(all, service);
  if (service !== undefined && !names.includes(service) && pods.length === 0)
    throw unknownService(service, names);
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
      return now && podsOfService(now, service);
    };
    await followPods(context, cluster, { pods: current, print, tail });
    return;
  }
  for (const pod of pods) {
    const life = currentRun(pod);
    if ('silent' in life) {
      out.say(`${life.pod} has no log yet: ${life.silent}`);
      continue;
    }
    const result = await runProgram(run, podLogs(cluster, life.pod, { tail, container: life.container }), {
      onLine: (line) => print(life.pod, line),
    });
    if (signal.aborted) return;
    if (result.exitCode !== 0) throw logsRefused(life.pod, result);
  }
}

/** Milliseconds between looks for pods and containers that are new. */
const POLL_INTERVAL = 2000;
/** Milliseconds for which a cluster may be silent before it counts as gone. */
const MAX_SILENCE = 30_000;

export interface FollowOptions {
  /** The pods to follow, as they are now; undefined where the release is gone. */
  readonly pods: () => Promise<Pod[] | undefined>;
  readonly print: (pod: string, line: string) => void;
  /** Lines of what the first pods have said before: a number, or `all`. */
  readonly tail: string;
  readonly pause?: number;
}

/**
 * Follows the logs of pods, those that come later and those that start again included: kubectl ends with the
 * container that it follows. Ends with the signal, or with the release.
 * @throws Failure `no-logs`, `no-cluster` (environment)
 */
export async function followPods(
  context: LogsContext,
  cluster: Cluster,
  following: FollowOptions,
): Promise<void> {
  const { out, signal } = context;
  const { pods, print, tail, pause = POLL_INTERVAL } = following;
  const open = new Map<string, Promise<void>>();
  /** When the log of a run ended that kubectl had followed. */
  const closed = new Map<string, string>();
  const reported = new Map<string, string>();
  let silentSince: number | undefined;
  let refused: Error | undefined;
  let isFirst = true;

  const attach = async (life: ContainerRun, options: Partial<LogOptions>): Promise<void> => {
    const command = podLogs(cluster, life.pod, {
      tail: 'all',
      follow: true,
      container: life.container,
      ...options,
    });
    const result = await runProgram(context.run, command, {
      isEndless: true,
      onLine: (line) => print(life.pod, line),
    });
    closed.set(life.id, new Date().toISOString());
    open.delete(life.id);
    // A pod that has gone, or a cluster: the next look shows which.
    if (/forbidden/i.test(result.stderr)) refused ??= logsRefused(life.pod, result);
  };

  const currentPods = async (): Promise<Pod[] | undefined> => {
    try {
      const found = await pods();
      silentSince = undefined;
      return found;
    } catch (error) {
      if (!(error instanceof ClusterUnreachable)) throw error;
      silentSince ??= now();
      if (isFirst || now() - silentSince >= MAX_SILENCE) throw error;
      return [];
    }
  };

  while (!signal.aborted) {
    const found = await currentPods();
    if (signal.aborted) break;
    if (found === undefined && open.size === 0) {
      out.say('the release is gone');
      return;
    }
    for (const pod of found ?? []) {
      const life = currentRun(pod);
      if ('silent' in life) {
        if (reported.get(life.pod) !== life.silent) out.say(`${life.pod} has no log yet: ${life.silent}`);
        reported.set(life.pod, life.silent);
        continue;
      }
      const since = closed.get(life.id);
      // A log that was cut is gone on with from there; one that was read to its end is done.
      if (open.has(life.id) || (since !== undefined && !life.isRunning)) continue;
      if (!isFirst && since === undefined) out.say(`following ${life.pod}: ${life.container} has begun`);
      open.set(life.id, attach(life, since === undefined ? (isFirst ? { tail } : {}) : { since }));
    }
    isFirst = false;
    await sleep(pause, signal);
    if (refused) throw refused;
  }
  await Promise.all(open.values());
}

/** The cluster has refused a log. */
function logsRefused(pod: string, result: RunResult): Failure {
  return new Failure('environment', {
    code: 'no-logs',
    message: `the cluster does not give the log of ${pod}`,
    detail: lastErrorLines(result, 3),
    suggestion: 'bindstack status --target helm',
  });
}
