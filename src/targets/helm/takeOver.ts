import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { RECENT, runOnce, runProgram } from '../shared/program.ts';
import { type Cluster, lastErrorLines } from './cluster.ts';
import { CLUSTER_TIMEOUT } from './clusterView.ts';
import {
  helmHistory,
  helmList,
  helmRollback,
  helmUninstall,
  type ListedRelease,
  parseHistory,
  parseReleases,
} from './helmCommand.ts';

/** Milliseconds that another helm process may take to finish. */
const OTHER_HELM_TIMEOUT = 20_000;

/** The release in any state; null if it does not exist, undefined if helm cannot be asked. */
async function releaseOf(
  { run }: Pick<Context, 'run'>,
  cluster: Cluster,
  maxAge = 0,
): Promise<ListedRelease | null | undefined> {
  const options = { timeout: CLUSTER_TIMEOUT, maxAge };
  const { exitCode, stdout } = await runOnce(run, helmList(cluster), options);
  if (exitCode !== 0) return undefined;
  return parseReleases(stdout).find(({ name }) => name === cluster.release) ?? null;
}

function isPending({ status }: Pick<ListedRelease, 'status'>): boolean {
  return status.startsWith('pending-') || status === 'uninstalling';
}

/**
 * Repairs a release that an aborted helm left pending: otherwise `helm upgrade --install` would always fail with
 * `another operation (install/upgrade/rollback) is in progress`. A first install is uninstalled, keeping its volumes;
 * an upgrade is rolled back to the last deployed revision.
 * @param timeout milliseconds that another helm process may take to finish
 * @returns the release in its current state; null if there is none, undefined if helm cannot be asked
 */
export async function takeOver(
  context: Pick<Context, 'run' | 'out' | 'signal'>,
  cluster: Cluster,
  timeout = OTHER_HELM_TIMEOUT,
): Promise<ListedRelease | null | undefined> {
  const { run, out, signal } = context;
  const until = now() + timeout;
  let release = await releaseOf(context, cluster, RECENT);
  if (!release || !isPending(release)) return release;
  const step = out.step(`the release is ${release.status}: another helm process may be running`, {
    phase: 'create',
  });
  while (release && isPending(release) && now() < until) {
    await sleep(1000, signal);
    signal.throwIfAborted();
    release = await releaseOf(context, cluster);
  }
  if (!release || !isPending(release)) {
    step.done('the other helm process has finished');
    return release;
  }
  const { stdout } = await runProgram(run, helmHistory(cluster), { timeout: CLUSTER_TIMEOUT });
  const deployed = parseHistory(stdout).findLast(({ status }) => status === 'deployed');
  const recovery = deployed ? helmRollback(cluster, deployed.revision) : helmUninstall(cluster);
  const result = await runProgram(run, recovery);
  signal.throwIfAborted();
  if (result.exitCode !== 0) {
    step.fail(`the release is still ${release.status}`);
    throw new Failure('failed', {
      code: 'release-pending',
      message: `the release ${cluster.release} is stuck in ${release.status} and could not be taken over`,
      detail: lastErrorLines(result),
      suggestion: `${recovery.command} ${recovery.args.join(' ')}`,
    });
  }
  step.done(
    deployed
      ? `took over the release: rolled back to revision ${deployed.revision}`
      : 'took over the release: uninstalled the incomplete install, kept its volumes',
  );
  return releaseOf(context, cluster);
}
