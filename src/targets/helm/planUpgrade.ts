import { basename } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { parse, stringify } from 'yaml';
import type { Context } from '../../context.ts';
import { runProgram } from '../shared/program.ts';
import { changesBetween, versionWarning, type WorkloadChange } from './changes.ts';
import { type Cluster, helmCommandError } from './cluster.ts';
import type { ClusterView } from './clusterView.ts';
import {
  type HelmVersion,
  hasServerDryRun,
  helmDryRun,
  helmGetManifest,
  helmGetValues,
  manifestOf,
  type Release,
} from './helmCommand.ts';
import type { ValuesFiles } from './valuesFiles.ts';
import { WEAVIATE_WORKLOAD, type Workload, workloadsOf } from './workloads.ts';

/** What `helm upgrade` would do. */
export interface UpgradePlan {
  /** Whether there is a release already. */
  readonly isUpgrade: boolean;
  /** The cluster before the upgrade. */
  readonly view: ClusterView;
  readonly workloads: readonly Workload[];
  readonly changes: readonly WorkloadChange[];
  /** Unified diff of the values; empty if they are the same. */
  readonly valuesDiff: string;
  readonly warning: ReturnType<typeof versionWarning>;
}

/** Values in a canonical form, so that a diff shows only real differences. */
function sortedYaml(values: unknown): string {
  const text = stringify(values ?? {}, { sortMapEntries: true });
  return text === '{}\n' ? '' : text;
}

/** The values file without which helm accepts the rest: helm does not say which file contains a rejected value. */
async function rejectedValuesFile(
  run: Context['run'],
  cluster: Cluster,
  release: Release,
  version: HelmVersion,
): Promise<string | undefined> {
  const [main, override] = release.valuesFiles;
  if (main === undefined || override === undefined) return undefined;
  const alone = helmDryRun(cluster, { ...release, valuesFiles: [main] }, hasServerDryRun(version));
  return (await runProgram(run, alone)).exitCode === 0 ? basename(override) : undefined;
}

/**
 * Asks helm what it would do, and compares the result with the current release.
 * @param before whether it is known that there is no release yet, and the cluster
 * @throws CommandFailed if helm rejects the chart, the values or the release; ClusterUnreachable
 */
export async function planUpgrade(
  { run, signal }: Pick<Context, 'run' | 'signal'>,
  cluster: Cluster,
  release: Release,
  { values }: Pick<ValuesFiles, 'values'>,
  version: HelmVersion,
  { isNew, view: reading }: { readonly isNew: boolean; readonly view: Promise<ClusterView> },
): Promise<UpgradePlan> {
  const command = helmDryRun(cluster, release, hasServerDryRun(version));
  // If both fail, the error of helm explains more.
  reading.catch(() => {});
  const [planned, manifest, before] = await Promise.all([
    runProgram(run, command),
    isNew ? undefined : runProgram(run, helmGetManifest(cluster)),
    isNew ? undefined : runProgram(run, helmGetValues(cluster)),
  ]);
  signal.throwIfAborted();
  if (planned.exitCode !== 0) {
    throw helmCommandError(command, planned, await rejectedValuesFile(run, cluster, release, version));
  }
  const isUpgrade = manifest?.exitCode === 0;
  const view = await reading;
  // Without a pod that was ever ready, no voters exist.
  const hasServed = view.controllers.some(
    ({ metadata, status }) => metadata.name === WEAVIATE_WORKLOAD && status.readyReplicas > 0,
  );
  const after = workloadsOf(manifestOf(planned.stdout));
  const now = isUpgrade ? workloadsOf(manifest.stdout) : [];
  const old = before?.exitCode === 0 ? sortedYaml(parse(before.stdout)) : '';
  const wanted = sortedYaml(values);
  const name = `${cluster.release} in ${cluster.namespace}`;
  return {
    isUpgrade,
    view,
    workloads: after,
    changes: isUpgrade ? changesBetween(now, after, hasServed) : [],
    valuesDiff:
      old === wanted
        ? ''
        : createTwoFilesPatch(`values of ${name}`, 'values in the files', old, wanted, undefined, undefined, {
            context: 3,
            headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
          }),
    warning: versionWarning(now, after),
  };
}
