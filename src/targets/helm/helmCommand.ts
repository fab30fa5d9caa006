import * as z from 'zod';
import { CHART_REPOSITORY } from '../../facts/versions.ts';
import type { PostRendererCall } from '../../stack/postRenderer.ts';
import { type ProgramCommand, requireJsonOutput } from '../shared/program.ts';
import { type Cluster, helmFlags } from './cluster.ts';

/** Where the chart comes from. */
export interface ChartSource {
  /** Folder or packaged chart; undefined for the repository. */
  readonly path: string | undefined;
  /** Version of the chart in the repository. */
  readonly version: string;
}

/** What a release is installed from. */
export interface Release {
  readonly chart: ChartSource;
  /** Later files override earlier ones. */
  readonly valuesFiles: readonly string[];
  /** How to pass the post-renderer to the installed helm; undefined without a post-renderer. */
  readonly postRenderer: PostRendererCall | undefined;
}

function helm(...args: readonly string[]): ProgramCommand {
  return { command: 'helm', args };
}

export const helmVersion = helm('version', '--template', '{{.Version}}');

function chartArguments({ path, version }: ChartSource): string[] {
  return path === undefined ? ['weaviate', '--repo', CHART_REPOSITORY, '--version', version] : [path];
}

function releaseArguments(cluster: Cluster, { chart, valuesFiles, postRenderer }: Release): string[] {
  const values = valuesFiles.flatMap((file) => ['--values', file]);
  return [
    cluster.release,
    ...chartArguments(chart),
    ...helmFlags(cluster),
    ...values,
    ...(postRenderer?.args ?? []),
  ];
}

/** Installs or upgrades; without `--wait`, which does not show what it is waiting for. */
export function helmUpgrade(cluster: Cluster, release: Release): ProgramCommand {
  return {
    ...helm('upgrade', '--install', ...releaseArguments(cluster, release), '--output', 'json'),
    ...(release.postRenderer && { env: release.postRenderer.env }),
  };
}

/**
 * Prints what the upgrade would send to the cluster, as JSON with a `manifest`.
 * @param isServer whether this helm can ask the server (3.13 and newer), so that `lookup` in the chart finds existing
 * objects
 */
export function helmDryRun(cluster: Cluster, release: Release, isServer: boolean): ProgramCommand {
  const command = helmUpgrade(cluster, release);
  return { ...command, args: [...command.args, isServer ? '--dry-run=server' : '--dry-run'] };
}

/** Prints where this helm looks for plugins. */
export const helmPlugins = helm('env', 'HELM_PLUGINS');

/** Prints the Chart.yaml of the chart. */
export function helmShowChart(chart: ChartSource): ProgramCommand {
  return helm('show', 'chart', ...chartArguments(chart));
}

/** Lists the releases of the namespace in every state. helm 4 has no `--all` flag. */
export function helmList(cluster: Cluster): ProgramCommand {
  const states = ['--deployed', '--failed', '--pending', '--uninstalling'];
  return helm('list', ...helmFlags(cluster), ...states, '--output', 'json');
}

export function helmHistory(cluster: Cluster): ProgramCommand {
  return helm('history', cluster.release, ...helmFlags(cluster), '--output', 'json', '--max', '20');
}

/** Prints the user-supplied values of the release, as YAML. */
export function helmGetValues(cluster: Cluster): ProgramCommand {
  return helm('get', 'values', cluster.release, ...helmFlags(cluster), '--output', 'yaml');
}

export function helmGetManifest(cluster: Cluster): ProgramCommand {
  return helm('get', 'manifest', cluster.release, ...helmFlags(cluster));
}

export function helmUninstall(cluster: Cluster): ProgramCommand {
  return helm('uninstall', cluster.release, ...helmFlags(cluster));
}

export function helmRollback(cluster: Cluster, revision: number): ProgramCommand {
  return helm('rollback', cluster.release, `${revision}`, ...helmFlags(cluster));
}

const listed = z.object({
  name: z.string(),
  revision: z.coerce.number(),
  status: z.string(),
  /** `weaviate-17.8.3`. */
  chart: z.string(),
  updated: z.string().default(''),
});

export type ListedRelease = z.infer<typeof listed>;

/** Parses `helm list --output json`. */
export function parseReleases(stdout: string): ListedRelease[] {
  return requireJsonOutput('helm list', stdout || '[]', z.array(listed));
}

const revision = z.object({ revision: z.number(), status: z.string(), chart: z.string().default('') });

export type Revision = z.infer<typeof revision>;

/** Parses `helm history --output json`; the oldest revision comes first. */
export function parseHistory(stdout: string): Revision[] {
  return requireJsonOutput('helm history', stdout || '[]', z.array(revision));
}

/** The manifest in the output of `helm upgrade --dry-run --output json`. */
export function manifestOf(stdout: string): string {
  return requireJsonOutput('helm upgrade --dry-run', stdout, z.object({ manifest: z.string() })).manifest;
}

export interface HelmVersion {
  readonly major: number;
  readonly minor: number;
}

/** Parses `v3.18.0` or `v4.1.4+g05fa379`; undefined if it is not a version. */
export function parseHelmVersion(text: string): HelmVersion | undefined {
  const match = /^v?(\d+)\.(\d+)\./.exec(text.trim());
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Since 3.13, a dry run can ask the server. */
export function hasServerDryRun({ major, minor }: HelmVersion): boolean {
  return major > 3 || (major === 3 && minor >= 13);
}

/** The name of a chart, without the version that `helm list` appends: `weaviate-17.8.3`. */
export function chartNameOf(chart: string): string {
  return chart.replace(/-\d+\.\d+\.\d+.*$/, '');
}
