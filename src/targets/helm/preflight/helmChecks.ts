import { resolve } from 'node:path';
import { backupSecretName } from '../../../capabilities/backup.ts';
import { Failure } from '../../../errors.ts';
import { VALUES_FILE } from '../../../facts/fileNames.ts';
import type { StackConfig } from '../../../options/table.ts';
import { backupClaim } from '../../../stack/backupClaim.ts';
import { stackOf } from '../../../stack/stack.ts';
import { chartValues } from '../../../stack/values.ts';
import { checkApiKey, probeApiKey } from '../../shared/preflight/apiKey.ts';
import { checkCredentials, checkS3Host, probeCredentials } from '../../shared/preflight/backups.ts';
import { checkUrl, type WeaviateNetwork } from '../../shared/preflight/endpoint.ts';
import type { PreflightContext } from '../../shared/preflight/preflight.ts';
import { type CheckResult, defineCheck, NOT_GENERATED } from '../../shared/preflight/report.ts';
import { clusterOf } from '../cluster.ts';
import type { Permission } from '../kubectlCommand.ts';
import { ownBackupCredentials } from '../ownSecrets.ts';
import {
  backupSecretsOf,
  inferenceUrlOf,
  keySecretOf,
  s3HostOf,
  storageClassOf,
  valuesFilesIn,
} from '../valuesFiles.ts';
import { checkBackupSecret } from './backupSecret.ts';
import {
  checkChart,
  checkCluster,
  checkHelm,
  checkKubectl,
  checkNamespace,
  checkPermissions,
  checkRelease,
} from './clusterChecks.ts';
import { probeCluster } from './clusterProbe.ts';
import { checkNodes, checkStorageClass, requiredPods } from './nodes.ts';
import { plannedChecks } from './plannedChecks.ts';

export interface HelmCheckOptions {
  /** Folder of the chart, or a packaged chart; the chart repository if undefined. */
  readonly chart: string | undefined;
  /** Check the values files of the directory, which `up` installs, instead of the configuration. */
  readonly useFiles: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** The network of Weaviate in a pod. */
const POD_NETWORK: Pick<WeaviateNetwork, 'loopback'> = {
  loopback: () => ({
    meaning: 'inside the Weaviate pod, that is the pod itself',
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
  const [probe, file] = await Promise.all([
    // `up` makes the claim for backups; the StatefulSet makes those for the data.
    probeCluster(context, clusterOf(config), source, backupClaim(config) ? [CREATE_CLAIMS] : []),
    probeValues(context.cwd),
  ]);
  const values = (useFiles ? file.values : undefined) ?? chartValues(stackOf(config, 'helm'));
  const key = keySecretOf(values) !== undefined && useFiles ? [checkApiKey(await probeApiKey(context))] : [];
  const names = useFiles ? ownBackupCredentials(values, clusterOf(config).release) : [];
  if (names.length > 0) key.push(checkCredentials(await probeCredentials(context, names)));
  const secrets = await Promise.all(
    backupSecretsOf(values)
      .filter(({ name }) => name !== backupSecretName(clusterOf(config).release))
      .map((secret) => checkBackupSecret(context, probe, secret)),
  );
  const url = inferenceUrlOf(values);
  return [
    checkKubectl(probe),
    checkHelm(probe),
    checkCluster(probe),
    ...key,
    useFiles ? file.check : valuesCheck.skip('flags were given: checking the stack that they describe'),
    checkChart(probe, source),
    checkNamespace(probe),
    checkPermissions(probe),
    checkRelease(probe),
    checkStorageClass(probe, storageClassOf(values)),
    ...checkNodes(probe, requiredPods(values)),
    ...plannedChecks(probe, config, values),
    ...secrets,
    ...checkS3Host(s3HostOf(values), 'the pod'),
    // Only the URL is checked, not the server: a pod may reach it when this machine cannot, and vice versa.
    ...(url === undefined ? [] : [checkUrl(url, POD_NETWORK)]),
  ];
}

const CREATE_CLAIMS: Permission = ['create', 'persistentvolumeclaims'];

const valuesCheck = defineCheck('values-file', VALUES_FILE, 'valid values');

async function probeValues(cwd: string): Promise<{ values: Values | undefined; check: CheckResult }> {
  try {
    const { values, paths } = await valuesFilesIn(cwd);
    const check = valuesCheck.pass(paths.length > 1 ? 'exists, with values-override.yaml' : 'exists');
    return { values, check };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const check =
      error.code === 'no-values-file'
        ? valuesCheck.warn(NOT_GENERATED, 'bindstack generate --target helm')
        : valuesCheck.fail(
            `${error.message}: ${error.detail?.split('\n')[0] ?? ''}`,
            error.suggestion ?? 'fix the line named above',
          );
    return { values: undefined, check };
  }
}
