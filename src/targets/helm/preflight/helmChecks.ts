import { resolve } from 'node:path';
import { Failure } from '../../../errors.ts';
import { VALUES_FILE } from '../../../facts/fileNames.ts';
import type { StackConfig } from '../../../options/table.ts';
import { stackOf } from '../../../stack/stack.ts';
import { chartValues } from '../../../stack/values.ts';
import { checkApiKey, probeApiKey } from '../../shared/preflight/apiKey.ts';
import { checkUrl, type WeaviateNetwork } from '../../shared/preflight/endpoint.ts';
import type { PreflightContext } from '../../shared/preflight/preflight.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { clusterOf } from '../cluster.ts';
import { namedCluster } from '../kubectlCommand.ts';
import { inferenceUrlOf, keySecretOf, storageClassOf, valuesFilesIn } from '../valuesFiles.ts';
import {
  checkChart,
  checkCluster,
  checkHelm,
  checkKubectl,
  checkNamespace,
  checkRelease,
  checkRights,
} from './clusterChecks.ts';
import { probeCluster } from './clusterProbe.ts';
import { checkNodes, checkStorageClass, requiredPods } from './nodes.ts';

export interface HelmCheckOptions {
  /** Folder of the chart, or a packed one; the repository where it is not given. */
  readonly chart: string | undefined;
  /** The values files of the directory count, since they are what `up` installs; otherwise the configuration. */
  readonly useFiles: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** Weaviate in a pod. */
const POD_VIEW: Pick<WeaviateNetwork, 'loopback'> = {
  loopback: () => ({
    meaning: 'inside the pod of Weaviate that is the pod itself',
    suggestion: '--inference-url http://SERVICE.NAMESPACE:PORT',
  }),
};

/** The checks of the target `helm`. */
export async function helmChecks(
  context: PreflightContext,
  config: StackConfig,
  { chart, useFiles }: HelmCheckOptions,
): Promise<CheckResult[]> {
  const source = {
    path: chart === undefined ? undefined : resolve(context.cwd, chart),
    version: config.kubernetes.chartVersion,
  };
  const cluster = await namedCluster(context.run, clusterOf(config));
  const [probe, file] = await Promise.all([probeCluster(context, cluster, source), probeValues(context.cwd)]);
  const values = (useFiles ? file.values : undefined) ?? chartValues(stackOf(config, 'helm'));
  const key = keySecretOf(values) !== undefined && useFiles ? [checkApiKey(await probeApiKey(context))] : [];
  const url = inferenceUrlOf(values);
  return [
    checkKubectl(probe),
    checkHelm(probe),
    checkCluster(probe),
    ...key,
    useFiles ? file.check : valuesCheck.skip('flags were given: what they would make is checked'),
    checkChart(probe, source),
    checkNamespace(probe),
    checkRights(probe),
    checkRelease(probe),
    checkStorageClass(probe, storageClassOf(values)),
    ...checkNodes(probe, requiredPods(values)),
    // The server itself is not asked: what a pod reaches, this machine need not, and the other way round.
    ...(url === undefined ? [] : [checkUrl(url, POD_VIEW)]),
  ];
}

const valuesCheck = defineCheck('values-file', VALUES_FILE, 'a file of values');

async function probeValues(cwd: string): Promise<{ values: Values | undefined; check: CheckResult }> {
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
