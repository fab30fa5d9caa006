import { now, sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { runProgram } from '../shared/program.ts';
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

/** Milliseconds that another helm, which may be at work just now, has to come to its end. */
const OTHER_HELM_TIMEOUT = 20_000;

/** The release, whatever its state; undefined where there is none, or where helm cannot be asked. */
async function releaseOf(
  { run }: Pick<Context, 'run'>,
  cluster: Cluster,
): Promise<ListedRelease | undefined> {
  const { exitCode, stdout } = await runProgram(run, helmList(cluster), { timeout: CLUSTER_TIMEOUT });
  if (exitCode !== 0) return undefined;
  return parseReleases(stdout).find(({ name }) => name === cluster.release);
}

function isPending({ status }: Pick<ListedRelease, 'status'>): boolean {
  return status.startsWith('pending-') || status === 'uninstalling';
}

/**
 * Brings a release that a helm has left half made back to where `helm upgrade --install` works: it would refuse with
 * `another operation (install/upgrade/rollback) is in progress`, for ever. A first install is taken away, volumes
 * stay; an upgrade goes back to the revision that was deployed last.
 * @param timeout milliseconds that another helm has to come to its end
 * @returns the release as it is now, if there is one
 */
export async function takeOver(
  context: Pick<Context, 'run' | 'out' | 'signal'>,
  cluster: Cluster,
  timeout = OTHER_HELM_TIMEOUT,
): Promise<ListedRelease | undefined> {
  const { run, out, signal } = context;
  const until = now() + timeout;
  let release = await releaseOf(context, cluster);
  if (!release || !isPending(release)) return release;
  const step = out.step(`the release is ${release.status}: another helm may be at work`, { phase: 'create' });
  while (release && isPending(release) && now() < until) {
    await sleep(1000, signal);
    signal.throwIfAborted();
    release = await releaseOf(context, cluster);
  }
  if (!release || !isPending(release)) {
    step.done('the other helm has ended');
    return release;
  }
  const { stdout } = await runProgram(run, helmHistory(cluster), { timeout: CLUSTER_TIMEOUT });
  const deployed = parseHistory(stdout).findLast(({ status }) => status === 'deployed');
  const recovery = deployed ? helmRollback(cluster, deployed.revision) : helmUninstall(cluster);
  const result = await runProgram(run, recovery);
  signal.throwIfAborted();
  if (result.exitCode !== 0) {
    step.fail(`the release stays ${release.status}`);
    throw new Failure('failed', {
      code: 'release-pending',
      message: `a helm has left the release ${cluster.release} ${release.status}, and it cannot be taken over`,
      detail: lastErrorLines(result),
      suggestion: `${recovery.command} ${recovery.args.join(' ')}`,
    });
  }
  step.done(
    deployed
      ? `took over the release: back at revision ${deployed.revision}`
      : 'took over the release: what was half made is gone, volumes are kept',
  );
  return releaseOf(context, cluster);
}
