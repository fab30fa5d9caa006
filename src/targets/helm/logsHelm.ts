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

/** The names of a release's workloads. @throws Failure `not-running` */
async function workloadNames(context: LogsContext, cluster: Cluster): Promise<string[]> {
  const workloads = await installedWorkloads(context, cluster);
  if (workloads) return workloads.map(({ name }) => name);
  throw new Failure('failed', {
    code: 'not-running',
    message: `there is no release ${cluster.release} in the namespace ${cluster.namespace}`,
    suggestion: 'bindstack up --target helm',
  });
}

/** The pods of a release by workload; undefined if no workload is left. */
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

/** The pods of a service, or the one pod with that name. */
function podsOfService(all: ReadonlyMap<string, Pod[]>, service: string | undefined): Pod[] {
  const everyPod = [...all.values()].flat();
  if (service === undefined) return everyPod;
  return all.get(service) ?? everyPod.filter(({ metadata }) => metadata.name === service);
}

/** Prints the logs of a release's pods; follows them until interrupted if requested. */
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
  // When following all services, more pods may appear; the lines of a single service keep their initial format.
  const isNamed = pods.length > 1 || (follow && service === undefined);
  const print = (pod: string, written: string) => {
    const line = plainLine(written);
    const prefix = isNamed ? `${pod.padEnd(width)} | ` : '';
    if (raw) out.data(`${prefix}${line}`);
    else out.foreign(`${prefix}${readableLine(line)}`);
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
    const current = currentRun(pod);
    if ('noLogReason' in current) {
      out.say(`${current.pod} has no log yet: ${current.noLogReason}`);
      continue;
    }
    const result = await runProgram(
      run,
      podLogs(cluster, current.pod, { tail, container: current.container }),
      {
        onLine: (line) => print(current.pod, line),
      },
    );
    if (signal.aborted) return;
    if (result.exitCode !== 0) throw logsRefused(current.pod, result);
  }
}

/** Milliseconds between polls for new pods and containers. */
const POLL_INTERVAL = 2000;
/** Milliseconds without a response after which a cluster counts as gone. */
const MAX_SILENCE = 30_000;

export interface FollowOptions {
  /** The current pods to follow; undefined if the release is gone. */
  readonly pods: () => Promise<Pod[] | undefined>;
  readonly print: (pod: string, line: string) => void;
  /** Earlier lines of the first pods: a number, or `all`. */
  readonly tail: string;
  readonly pause?: number;
}

/**
 * Follows the logs of pods, including new and restarted ones: kubectl itself stops with the container that it follows.
 * Stops on the signal, or when the release is gone.
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
  /** When following the log of a container run ended. */
  const closed = new Map<string, string>();
  const reported = new Map<string, string>();
  let silentSince: number | undefined;
  let refused: Error | undefined;
  let isFirst = true;

  const attach = async (current: ContainerRun, options: Partial<LogOptions>): Promise<void> => {
    const command = podLogs(cluster, current.pod, {
      tail: 'all',
      follow: true,
      container: current.container,
      ...options,
    });
    const result = await runProgram(context.run, command, {
      isEndless: true,
      onLine: (line) => print(current.pod, line),
    });
    closed.set(current.id, new Date().toISOString());
    open.delete(current.id);
    // The pod or the cluster is gone: the next poll shows which.
    if (/forbidden/i.test(result.stderr)) refused ??= logsRefused(current.pod, result);
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
      const current = currentRun(pod);
      if ('noLogReason' in current) {
        if (reported.get(current.pod) !== current.noLogReason)
          out.say(`${current.pod} has no log yet: ${current.noLogReason}`);
        reported.set(current.pod, current.noLogReason);
        continue;
      }
      const since = closed.get(current.id);
      // If following was interrupted, continue from there; if the container has terminated, the log is complete.
      if (open.has(current.id) || (since !== undefined && !current.isRunning)) continue;
      if (!isFirst && since === undefined)
        out.say(`following ${current.pod}: ${current.container} has started`);
      open.set(current.id, attach(current, since === undefined ? (isFirst ? { tail } : {}) : { since }));
    }
    isFirst = false;
    await sleep(pause, signal);
    if (refused) throw refused;
  }
  await Promise.all(open.values());
}

/** The error for a log that the cluster refused. */
function logsRefused(pod: string, result: RunResult): Failure {
  return new Failure('environment', {
    code: 'no-logs',
    message: `the cluster refused the log of ${pod}`,
    detail: lastErrorLines(result, 3),
    suggestion: 'bindstack status --target helm',
  });
}
