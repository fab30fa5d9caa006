import { resolve } from 'node:path';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { readApiKey } from '../../files/envFile.ts';
import type { StackConfig } from '../../options/table.ts';
import { observeWeaviate } from '../shared/observeWeaviate.ts';
import { runProgram } from '../shared/program.ts';
import type { RunningStack } from '../shared/runningStack.ts';
import { type Cluster, clusterOf, commandLine } from './cluster.ts';
import {
  type HelmVersion,
  helmUpgrade,
  helmVersion,
  type ListedRelease,
  parseHelmVersion,
  type Release,
} from './helmCommand.ts';
import { type Answers, helmFailure } from './helmFailure.ts';
import { namedCluster, restartStatefulSet } from './kubectlCommand.ts';
import { KubernetesLaunch } from './kubernetesLaunch.ts';
import { ensureNamespace, ensureSecret } from './ownObjects.ts';
import { planUpgrade, type UpgradePlan } from './plan.ts';
import { portForwardLines, withPortForward } from './portForward.ts';
import { postRendererOf, refuseWithoutShell } from './postRenderer.ts';
import { writeReleaseRecord } from './releaseRecord.ts';
import { takeOver } from './takeOver.ts';
import { inferenceWorkloadOf, keySecretOf, type ValuesFiles, valuesFilesIn } from './valuesFiles.ts';
import { viewOf } from './view.ts';
import { WEAVIATE_WORKLOAD } from './workloads.ts';

type Needs = Pick<Context, 'cwd' | 'out' | 'run' | 'signal'>;

export interface UpHelmOptions {
  /** Seconds for each layer, instead of its own budget. */
  readonly timeout?: number | undefined;
  /** Folder of a chart, or a packed one; the repository where it is not given. */
  readonly chart?: string | undefined;
}

/** What was asked for wrongly, said before the cluster is looked at. @throws Failure (usage) */
export async function refuseHelm({ cwd }: Pick<Context, 'cwd'>): Promise<void> {
  const files = await valuesFilesIn(cwd);
  refuseWithoutShell(files);
  refuseMissingKey(files, await readApiKey(cwd));
}

function refuseMissingKey({ values }: ValuesFiles, apiKey: string | undefined): void {
  if (keySecretOf(values) === undefined || apiKey !== undefined) return;
  throw new Failure('usage', {
    code: 'no-api-key',
    message: 'the values want an API key, and .env holds none',
    suggestion: 'bindstack generate --auth api-key, which makes one',
  });
}

/** Everything that is known before anything is changed. */
export interface HelmIntent {
  readonly cluster: Cluster;
  readonly release: Release;
  readonly files: ValuesFiles;
  readonly version: HelmVersion;
  readonly apiKey: string | undefined;
}

/** @throws Failure of what is missing: helm, the values, the key, the context */
export async function helmIntent(
  { cwd, run }: Needs,
  config: StackConfig,
  { chart }: UpHelmOptions,
): Promise<HelmIntent> {
  const files = await valuesFilesIn(cwd);
  refuseWithoutShell(files);
  const path = chart === undefined ? undefined : resolve(cwd, chart);
  const asked = await runProgram(run, helmVersion);
  const version = parseHelmVersion(asked.stdout);
  if (!version) {
    throw new Failure('environment', {
      code: 'no-helm',
      message: asked.notFound ? 'helm is not installed' : 'helm does not tell its version',
      suggestion: 'https://helm.sh/docs/intro/install/',
    });
  }
  const apiKey = await readApiKey(cwd);
  refuseMissingKey(files, apiKey);
  const release = {
    chart: { path, version: config.kubernetes.chartVersion },
    valuesFiles: files.paths,
    postRenderer: await postRendererOf(run, files, version, cwd),
  };
  return { cluster: await namedCluster(run, clusterOf(config)), release, files, version, apiKey };
}

/**
 * Installs or upgrades the release and waits for each layer. On a failure or an interruption what was installed
 * stays: the cluster goes on with it, and the next `up` takes it over.
 * @param proof what is done while Weaviate is reached by a port-forward
 */
export async function upHelm(
  context: Needs,
  config: StackConfig,
  options: UpHelmOptions,
  proof: (stack: RunningStack, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const intent = await helmIntent(context, config, options);
  const { cluster, apiKey } = intent;
  const launch = new KubernetesLaunch(context, cluster, {
    startPeriod: config.inference.startPeriod,
    timeout: options.timeout,
  });
  let was: ListedRelease | undefined;
  const explained = (error: unknown, answers?: Answers) =>
    context.signal.aborted
      ? error
      : helmFailure(
          context,
          {
            cluster,
            phase: launch.phase,
            workloads: launch.workloads,
            was: launch.workedBefore ? was : undefined,
            answers,
          },
          error,
        );
  try {
    was = await takeOver(context, cluster);
    await launchRelease(context, intent, launch);
  } catch (error) {
    throw await explained(error);
  }
  await withPortForward(context, cluster, async ({ http, grpc }, signal) => {
    await launch.module(http, apiKey, signal).catch(async (error: unknown) => {
      throw await explained(error, await observeWeaviate(http, apiKey));
    });
    context.out.say();
    const connect = portForwardLines(cluster);
    await proof({ target: 'helm', http, grpc, apiKey, started: was === undefined, connect }, signal);
  });
}

/** Installs or upgrades, after saying what changes, and waits for each layer. */
async function launchRelease(
  context: Needs,
  { cluster, release, files, version, apiKey }: HelmIntent,
  launch: KubernetesLaunch,
): Promise<void> {
  const { cwd, run } = context;
  const plan = await planUpgrade(context, cluster, release, files, version);
  announce(context, plan);
  refuseChange(cluster, plan);
  await ensureNamespace(context, cluster);
  const secret = keySecretOf(files.values);
  const outcome =
    secret === undefined || apiKey === undefined
      ? 'kept'
      : await ensureSecret(context, cluster, secret, apiKey);
  await writeReleaseRecord(cwd, { ...cluster, context: cluster.context ?? '' });
  const before = await viewOf(run, cluster);
  await launch.install(release, plan.workloads, before);
  // A pod reads its Secret when it starts, and helm sees no change.
  if (outcome === 'changed' && plan.isUpgrade)
    await runProgram(run, restartStatefulSet(cluster, WEAVIATE_WORKLOAD));
  await launch.wait(inferenceWorkloadOf(files.values), before);
}

/** What is going to change, before it does. */
function announce({ out }: Pick<Context, 'out'>, { changes, warning }: UpgradePlan): void {
  if (warning) out.warn(warning.message, warning.suggestion);
  for (const { does, text } of changes) if (does !== 'refused') out.say(`${out.colors.yellow('~')} ${text}`);
}

/** @throws Failure `immutable-field` or `quorum-loss` (refused) with the way out */
function refuseChange({ namespace, context }: Cluster, { changes }: UpgradePlan): void {
  const refused = changes.find(({ does }) => does === 'refused');
  if (!refused) return;
  if (refused.why === 'quorum-loss') {
    throw new Failure('refused', {
      code: 'quorum-loss',
      message: refused.text,
      detail:
        'The voters stand in the volumes: fewer than half of them answer 503 for ever. Nothing was changed.',
      suggestion:
        'keep the replicas; a smaller database is a new one: a backup, bindstack destroy --target helm, up, restore',
    });
  }
  const where = `${context === undefined ? '' : ` --context ${context}`} --namespace ${namespace}`;
  throw new Failure('refused', {
    code: 'immutable-field',
    message: refused.text,
    detail:
      'Kubernetes keeps these fields of a StatefulSet as they were made. Without its StatefulSet the pods and their volumes stay, and the next up makes it anew. A volume claim that exists keeps its size: it grows by kubectl edit persistentvolumeclaim, where its storage class allows that.',
    suggestion: `kubectl${where} delete statefulset ${refused.workload} --cascade=orphan, then bindstack up --target helm`,
  });
}

/** What `up` would do, as commands. */
export function upCommands({ cluster, release, files }: HelmIntent, isUpgrade: boolean): string[] {
  const secret = keySecretOf(files.values);
  return [
    ...(isUpgrade ? [] : [`# the namespace ${cluster.namespace}, where it is missing`]),
    ...(secret === undefined ? [] : [`# the Secret ${secret} from .env, through standard input`]),
    commandLine(helmUpgrade(cluster, release)),
  ];
}
