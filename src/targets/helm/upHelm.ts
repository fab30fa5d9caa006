import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import type { StackConfig } from '../../options/table.ts';
import { observeWeaviate } from '../shared/layers.ts';
import { runProgram } from '../shared/program.ts';
import type { RunningStack } from '../shared/stackState.ts';
import type { Address } from '../target.ts';
import { ensureBackupClaim } from './backupClaim.ts';
import type { Cluster } from './cluster.ts';
import { EMPTY_VIEW, readCluster } from './clusterView.ts';
import { diagnosedFailure, type WeaviateResponses } from './diagnosedFailure.ts';
import type { ListedRelease } from './helmCommand.ts';
import { restartStatefulSet } from './kubectlCommand.ts';
import { KubernetesLaunch } from './kubernetesLaunch.ts';
import {
  ensureNamespace,
  ensureSecret,
  readNamespace,
  readSecret,
  type SecretOutcome,
} from './ownedObjects.ts';
import { type LaunchPlan, planLaunch, type UpHelmOptions } from './planLaunch.ts';
import { planUpgrade, type UpgradePlan } from './planUpgrade.ts';
import { portForwardLines, withPortForward } from './portForward.ts';
import { writeReleaseRecord } from './releaseRecord.ts';
import { takeOver } from './takeOver.ts';
import { inferenceWorkloadOf } from './valuesFiles.ts';
import { WEAVIATE_WORKLOAD } from './workloads.ts';

type UpContext = Pick<Context, 'cwd' | 'out' | 'run' | 'signal'>;

/**
 * Installs or upgrades the release and waits for each layer. After a failure or an interruption the release stays
 * installed: the cluster continues with it, and the next `up` takes it over.
 * @param whenUp called while Weaviate is reachable through a port-forward
 */
export async function upHelm(
  context: UpContext,
  config: StackConfig,
  options: UpHelmOptions,
  whenUp: (stack: RunningStack, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const plan = await planLaunch(context, config, options);
  const { cluster, apiKey } = plan;
  const launch = new KubernetesLaunch(context, cluster, {
    startPeriod: config.inference.startPeriod,
    timeout: options.timeout,
  });
  let previous: ListedRelease | null | undefined;
  const diagnosed = (error: unknown, responses?: WeaviateResponses) =>
    context.signal.aborted
      ? error
      : diagnosedFailure(
          context,
          {
            cluster,
            phase: launch.phase,
            workloads: launch.workloads,
            previous: (launch.workedBefore && previous) || undefined,
            responses,
          },
          error,
        );
  try {
    previous = await takeOver(context, cluster);
    await launchRelease(context, plan, launch, previous === null);
  } catch (error) {
    throw await diagnosed(error);
  }
  const connected = async ({ http, grpc }: Address, signal: AbortSignal) => {
    await launch.module(http, apiKey, signal).catch(async (error: unknown) => {
      throw await diagnosed(error, await observeWeaviate(http, apiKey));
    });
    context.out.say();
    const connect = portForwardLines(cluster);
    await whenUp({ target: 'helm', http, grpc, apiKey, started: !previous, connect }, signal);
  };
  await withPortForward(context, cluster, connected, { mayReport: false });
}

/**
 * Announces the changes, installs or upgrades, and waits for each layer.
 * @param isNew whether it is known that there is no release yet
 */
async function launchRelease(
  context: UpContext,
  { cluster, release, files, version, secrets, backupClaim }: LaunchPlan,
  launch: KubernetesLaunch,
  isNew: boolean,
): Promise<void> {
  const { cwd, run } = context;
  const namespace = readNamespace(run, cluster);
  /** Reads only in a namespace that exists. */
  const ifExists = async <T>(read: () => Promise<T>, otherwise: T) =>
    (await namespace) ? read() : otherwise;
  const owned = Promise.all([
    namespace,
    Promise.all(secrets.map(({ name }) => ifExists(() => readSecret(run, cluster, name), undefined))),
  ]);
  // The plan comes first: it may refuse the launch for a better reason.
  owned.catch(() => {});
  const view = ifExists(() => readCluster(run, cluster), EMPTY_VIEW);
  const plan = await planUpgrade(context, cluster, release, files, version, { isNew, view });
  const before = plan.view;
  announceChanges(context, plan);
  refuseImpossible(cluster, plan);
  const [existingNamespace, existingSecrets] = await owned;
  await ensureNamespace(context, cluster, existingNamespace);
  const outcomes: SecretOutcome[] = [];
  for (const [i, secret] of secrets.entries())
    outcomes.push(await ensureSecret(context, cluster, secret, existingSecrets[i]));
  if (backupClaim) await ensureBackupClaim(context, cluster, backupClaim);
  await writeReleaseRecord(cwd, { ...cluster, context: cluster.context ?? '' });
  await launch.install(release, plan.workloads, before);
  // A pod only reads its Secret when it starts, and helm does not notice the change.
  if (outcomes.includes('changed') && plan.isUpgrade)
    await runProgram(run, restartStatefulSet(cluster, WEAVIATE_WORKLOAD));
  await launch.wait(inferenceWorkloadOf(files.values), before);
}

/** Says what is going to change. */
function announceChanges({ out }: Pick<Context, 'out'>, { changes, warning }: UpgradePlan): void {
  if (warning) out.warn(warning.message, warning.suggestion);
  for (const { does, text } of changes) if (does !== 'refused') out.say(`${out.colors.yellow('~')} ${text}`);
}

/** @throws Failure `immutable-field` or `quorum-loss` (refused) with a way to proceed */
function refuseImpossible({ namespace, context }: Cluster, { changes }: UpgradePlan): void {
  const refused = changes.find(({ does }) => does === 'refused');
  if (!refused) return;
  if (refused.why === 'quorum-loss') {
    throw new Failure('refused', {
      code: 'quorum-loss',
      message: refused.text,
      detail:
        'The volumes store the voters: without a majority of them, Weaviate returns 503 forever. Nothing was changed.',
      suggestion:
        'keep the number of replicas; to use fewer, make a backup, then bindstack destroy --target helm, bindstack up --target helm, and restore it',
    });
  }
  const where = `${context === undefined ? '' : ` --context ${context}`} --namespace ${namespace}`;
  throw new Failure('refused', {
    code: 'immutable-field',
    message: refused.text,
    detail:
      'Kubernetes does not allow changes to these fields of a StatefulSet. Deleting the StatefulSet with --cascade=orphan keeps its pods and volumes, and the next up recreates it. Existing volume claims keep their size: to enlarge one, use kubectl edit persistentvolumeclaim, if its storage class allows it.',
    suggestion: `kubectl${where} delete statefulset ${refused.workload} --cascade=orphan, then bindstack up --target helm`,
  });
}
