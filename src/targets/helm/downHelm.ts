import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import type { StackConfig } from '../../options/table.ts';
import { runProgram } from '../shared/program.ts';
import { type Cluster, clusterOf, lastWords } from './cluster.ts';
import { helmUninstall } from './helmCommand.ts';
import { getObjects, namedCluster } from './kubectlCommand.ts';
import { parsePods } from './objects.ts';
import { CLUSTER_PATIENCE, podsOf, viewOf } from './view.ts';
import { installedWorkloads } from './workloads.ts';

/** Seconds that Weaviate has to write its memory to disk: `terminationGracePeriodSeconds` of the chart, and some. */
const GRACE = 630;

type UninstallContext = Pick<Context, 'out' | 'run' | 'signal'>;

/**
 * Uninstalls the release and waits until its pods are gone; its volumes stay.
 * @returns names of the pods that were stopped; of the release alone where it had none
 */
export async function downHelm(context: UninstallContext, config: StackConfig): Promise<string[]> {
  const cluster = await namedCluster(context.run, clusterOf(config));
  return uninstall(context, cluster);
}

/** The same for a release that is known by its cluster. */
export async function uninstall(context: UninstallContext, cluster: Cluster): Promise<string[]> {
  const { out, run, signal } = context;
  const workloads = await installedWorkloads(context, cluster);
  if (!workloads) return [];
  const view = await viewOf(run, cluster);
  const pods = view.controllers
    .filter(({ metadata }) => workloads.some(({ name }) => name === metadata.name))
    .flatMap((controller) => podsOf(view, controller))
    .map(({ metadata }) => metadata);
  const step = out.step(`uninstalling the release ${cluster.release}`);
  const result = await runProgram(run, helmUninstall(cluster));
  signal.throwIfAborted();
  if (result.exitCode !== 0) {
    step.fail('the release could not be uninstalled');
    throw new Failure('failed', {
      code: 'helm-uninstall',
      message: 'helm could not uninstall the release',
      detail: lastWords(result),
      suggestion: 'bindstack status --target helm shows what is left',
    });
  }
  const left = new Set(pods.map(({ uid }) => uid));
  const until = now() + GRACE * 1000;
  while (left.size > 0 && now() < until) {
    const { exitCode, stdout } = await runProgram(run, getObjects(cluster, 'pod'), {
      timeout: CLUSTER_PATIENCE,
    });
    signal.throwIfAborted();
    if (exitCode === 0) {
      const there = new Set(parsePods(stdout).map(({ metadata }) => metadata.uid));
      for (const uid of left) if (!there.has(uid)) left.delete(uid);
    }
    const names = pods.filter(({ uid }) => left.has(uid)).map(({ name }) => name);
    step.update(`waiting until ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} ended`);
    if (left.size > 0) await sleep(1000, signal);
  }
  signal.throwIfAborted();
  step.done(`uninstalled the release ${cluster.release} in ${cluster.namespace}`);
  return pods.length > 0 ? pods.map(({ name }) => name) : [cluster.release];
}
