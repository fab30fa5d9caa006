import { resolve } from 'node:path';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { BACKUP_CLAIM_FILE, ENV_FILE } from '../../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../../facts/weaviateVariables.ts';
import { readApiKey } from '../../files/envFile.ts';
import type { StackConfig } from '../../options/table.ts';
import { type PostRendererCall, postRendererCall } from '../../stack/postRenderer.ts';
import { runOnce, runProgram } from '../shared/program.ts';
import { type BackupClaim, readBackupClaim } from './backupClaim.ts';
import { type Cluster, clusterOf, commandLine } from './cluster.ts';
import { readCluster } from './clusterView.ts';
import { diagnosedFailure } from './diagnosedFailure.ts';
import {
  type HelmVersion,
  helmPlugins,
  helmUpgrade,
  helmVersion,
  parseHelmVersion,
  type Release,
} from './helmCommand.ts';
import { namedCluster } from './kubectlCommand.ts';
import type { OwnSecret } from './ownedObjects.ts';
import { ownSecrets } from './ownSecrets.ts';
import { planUpgrade } from './planUpgrade.ts';
import { keySecretOf, type ValuesFiles, valuesFilesIn } from './valuesFiles.ts';

/** The post-renderer is a shell script. @throws Failure `platform` (environment) on Windows, which cannot run it */
export function requireShell(
  { hasPostRenderer }: Pick<ValuesFiles, 'hasPostRenderer'>,
  platform: NodeJS.Platform = process.platform,
): void {
  if (!hasPostRenderer || platform !== 'win32') return;
  throw new Failure('environment', {
    code: 'platform',
    message: 'these files need a post-renderer, a shell script that does not run on Windows',
    suggestion:
      'use WSL 2; or bindstack generate --prune, without --pod-security restricted, --runtime-class and --readiness-timeout',
  });
}

/** How to pass the post-renderer of a directory to the installed helm; undefined if the directory has none. */
export async function postRendererOf(
  run: Context['run'],
  { hasPostRenderer }: Pick<ValuesFiles, 'hasPostRenderer'>,
  { major }: HelmVersion,
  directory: string,
): Promise<PostRendererCall | undefined> {
  if (!hasPostRenderer) return undefined;
  const { stdout } = await runProgram(run, helmPlugins);
  return postRendererCall(major, directory, stdout.trim() || undefined);
}

export interface UpHelmOptions {
  /** Seconds per layer, instead of its budget. */
  readonly timeout?: number | undefined;
  /** Folder of a chart, or a packaged chart; the chart repository by default. */
  readonly chart?: string | undefined;
}

/** Rejects wrong usage before the cluster is checked. @throws Failure (usage) */
export async function checkHelmUsage({ cwd }: Pick<Context, 'cwd'>): Promise<void> {
  const files = await valuesFilesIn(cwd);
  requireShell(files);
  requireApiKey(files, await readApiKey(cwd));
}

function requireApiKey({ values }: ValuesFiles, apiKey: string | undefined): void {
  if (keySecretOf(values) === undefined || apiKey !== undefined) return;
  throw new Failure('usage', {
    code: 'no-api-key',
    message: `the values require an API key, but ${ENV_FILE} does not set ${API_KEY_VARIABLE}`,
    suggestion: 'bindstack generate --auth api-key, which creates one',
  });
}

/** Everything that a launch needs, collected before it changes anything. */
export interface LaunchPlan {
  readonly cluster: Cluster;
  readonly release: Release;
  readonly files: ValuesFiles;
  readonly version: HelmVersion;
  readonly apiKey: string | undefined;
  /** Made from `.env`. */
  readonly secrets: readonly OwnSecret[];
  /** To be created if it is missing. */
  readonly backupClaim: BackupClaim | undefined;
}

/** @throws Failure if helm, the values or the API key is missing */
export async function planLaunch(
  { cwd, run }: Pick<Context, 'cwd' | 'run'>,
  config: StackConfig,
  { chart }: UpHelmOptions,
): Promise<LaunchPlan> {
  const files = await valuesFilesIn(cwd);
  requireShell(files);
  const path = chart === undefined ? undefined : resolve(cwd, chart);
  const [asked, cluster] = await Promise.all([
    runOnce(run, helmVersion),
    namedCluster(run, clusterOf(config)),
  ]);
  const version = parseHelmVersion(asked.stdout);
  if (!version) {
    throw new Failure('environment', {
      code: 'no-helm',
      message: asked.notFound ? 'helm is not installed' : 'helm does not report its version',
      suggestion: 'https://helm.sh/docs/intro/install/',
    });
  }
  const apiKey = await readApiKey(cwd);
  requireApiKey(files, apiKey);
  const release = {
    chart: { path, version: config.kubernetes.chartVersion },
    valuesFiles: files.paths,
    postRenderer: await postRendererOf(run, files, version, cwd),
  };
  const secrets = await ownSecrets(cwd, files.values, cluster.release, apiKey);
  const backupClaim = await readBackupClaim(cwd, files);
  return { cluster, release, files, version, apiKey, secrets, backupClaim };
}

/** The commands that `up` would run. */
function upCommands({ cluster, release, secrets, backupClaim }: LaunchPlan, isUpgrade: boolean): string[] {
  return [
    ...(isUpgrade ? [] : [`# creates the namespace ${cluster.namespace} if it is missing`]),
    ...secrets.map(({ name }) => `# creates the Secret ${name} from .env, through standard input`),
    ...(backupClaim
      ? [`# creates the volume claim ${backupClaim.metadata.name} of ${BACKUP_CLAIM_FILE} if it is missing`]
      : []),
    commandLine(helmUpgrade(cluster, release)),
  ];
}

/** `up --target helm --dry-run`: shows what would be done and what it would change. */
export async function dryRunHelm(
  context: Pick<Context, 'cwd' | 'out' | 'run' | 'signal'>,
  config: StackConfig,
  { chart }: { readonly chart?: string | undefined },
): Promise<void> {
  const { out } = context;
  const plan = await planLaunch(context, config, { chart });
  const { cluster, release, files, version } = plan;
  const before = { isNew: false, view: readCluster(context.run, cluster) };
  const upgrade = await planUpgrade(context, cluster, release, files, version, before).catch(
    async (error: unknown) => {
      const nothing = { workloads: [], previous: undefined };
      throw await diagnosedFailure(context, { cluster, phase: 'create', ...nothing }, error);
    },
  );
  const { isUpgrade, changes, valuesDiff, warning } = upgrade;
  const commands = upCommands(plan, isUpgrade);
  if (out.json) {
    out.data(JSON.stringify({ target: 'helm', isUpgrade, commands, changes, valuesDiff }));
    return;
  }
  if (warning) out.warn(warning.message, warning.suggestion);
  out.data(commands.join('\n'));
  if (isUpgrade && valuesDiff === '') out.data('# the values are the same as in the release');
  if (isUpgrade && valuesDiff !== '') out.diff(valuesDiff);
  if (isUpgrade && changes.length === 0) out.data('# no pod restarts');
  for (const { text } of changes) out.show(`# ${text}`);
}
