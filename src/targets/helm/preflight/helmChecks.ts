import { resolve } from 'node:path';
import { Failure } from '../../../errors.ts';
import { VALUES_FILE } from '../../../facts/fileNames.ts';
import type { StackConfig } from '../../../options/table.ts';
import { stackOf } from '../../../stack/stack.ts';
import { chartValues } from '../../../stack/values.ts';
import type { Needs } from '../../compose/preflight/composeChecks.ts';
import { decideApiKey, lookAtApiKey } from '../../shared/preflight/apiKey.ts';
import { endpointChecks } from '../../shared/preflight/endpointChecks.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import { clusterOf } from '../cluster.ts';
import { namedCluster } from '../kubectlCommand.ts';
import { inferenceUrlOf, keySecretOf, storageClassOf, valuesFilesIn } from '../valuesFiles.ts';
import { lookAtCluster } from './clusterLook.ts';
import { podNeeds } from './clusterNeeds.ts';
import { decideNamespace, decideRelease, decideRights } from './place.ts';
import { decideChart, decideCluster, decideHelm, decideKubectl } from './programs.ts';
import { decideNodes, decideStorageClass } from './room.ts';

export interface HelmCheckOptions {
  /** Folder of the chart, or a packed one; the repository where it is not given. */
  readonly chart: string | undefined;
  /** The values files of the directory count, since they are what `up` installs; otherwise the configuration. */
  readonly filesCount: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** The checks of the target `helm`. */
export async function helmChecks(
  context: Needs,
  config: StackConfig,
  { chart, filesCount }: HelmCheckOptions,
): Promise<CheckResult[]> {
  const source = {
    path: chart === undefined ? undefined : resolve(context.cwd, chart),
    version: config.kubernetes.chartVersion,
  };
  const cluster = await namedCluster(context.run, clusterOf(config));
  const [look, file] = await Promise.all([
    lookAtCluster(context, cluster, source),
    lookAtValues(context.cwd),
  ]);
  const values = (filesCount ? file.values : undefined) ?? chartValues(stackOf(config, 'helm'));
  const key =
    keySecretOf(values) !== undefined && filesCount
      ? [decideApiKey(await lookAtApiKey(context), 'helm')]
      : [];
  return [
    decideKubectl(look),
    decideHelm(look),
    decideCluster(look),
    ...key,
    filesCount ? file.check : valuesCheck.skip('flags were given: what they would make is checked'),
    decideChart(look, source),
    decideNamespace(look),
    decideRights(look),
    decideRelease(look),
    decideStorageClass(look, storageClassOf(values)),
    ...decideNodes(look, podNeeds(values)),
    ...(await endpointChecks(context, inferenceUrlOf(values), 'helm')),
  ];
}

const valuesCheck = checking('values-file', VALUES_FILE, 'a file of values');

async function lookAtValues(cwd: string): Promise<{ values: Values | undefined; check: CheckResult }> {
  try {
    const { values, paths } = await valuesFilesIn(cwd);
    const check = valuesCheck.pass(paths.length > 1 ? 'there, with values-override.yaml' : 'there');
    return { values, check };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const check =
      error.code === 'no-values-file'
        ? valuesCheck.warn('not written yet', 'bindstack generate --target helm')
        : valuesCheck.fail(
            `${error.message}: ${error.detail?.split('\n')[0] ?? ''}`,
            error.suggestion ?? 'fix the line that it names',
          );
    return { values: undefined, check };
  }
}
