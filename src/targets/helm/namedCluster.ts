import type { Context } from '../../context.ts';
import { type Cluster, runCluster } from './cluster.ts';
import { currentContext } from './kubectlCommand.ts';

/** The same cluster by its name, so that a context that is switched meanwhile changes nothing. */
export async function namedCluster(run: Context['run'], cluster: Cluster): Promise<Cluster> {
  if (cluster.context !== undefined) return cluster;
  const { exitCode, stdout } = await runCluster(run, currentContext);
  // In a pod there is no kubeconfig, and no context.
  return exitCode === 0 ? { ...cluster, context: stdout.trim() } : cluster;
}
