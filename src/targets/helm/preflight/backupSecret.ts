import type { Context } from '../../../context.ts';
import { GOOGLE_KEY_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { runProgram } from '../../shared/program.ts';
import { lastErrorLines } from '../cluster.ts';
import { getObject } from '../kubectlCommand.ts';
import { parseSecret } from '../objects.ts';
import type { BackupSecret } from '../valuesFiles.ts';
import type { ClusterProbe } from './clusterProbe.ts';

/**
 * Checks that a Secret which `up` does not make has the credentials for backups: otherwise Weaviate's pod waits for it
 * (`CreateContainerConfigError`).
 */
export async function checkBackupSecret(
  { run }: Pick<Context, 'run'>,
  { cluster, namespace }: Pick<ClusterProbe, 'cluster' | 'namespace'>,
  { name, entries }: BackupSecret,
): Promise<CheckResult> {
  const check = defineCheck(
    'backup-secret',
    `the Secret ${name}`,
    `${entries.join(' and ')} in the namespace ${cluster.namespace}`,
  );
  if ('why' in namespace) return check.skip(namespace.why);
  const values = entries.map((entry) =>
    entry === GOOGLE_KEY_VARIABLE ? `--from-file=${entry}=KEY.json` : `--from-literal=${entry}=VALUE`,
  );
  const create = `kubectl create secret generic ${name} --namespace ${cluster.namespace} ${values.join(' ')}`;
  if (namespace.value === undefined) {
    return check.fail(
      `the namespace ${cluster.namespace} does not exist yet, and so the Secret does not either`,
      `kubectl create namespace ${cluster.namespace} && ${create}`,
    );
  }
  const found = await runProgram(run, getObject(cluster, 'secret', name));
  if (found.exitCode !== 0) return check.skip(lastErrorLines(found, 1));
  const secret = parseSecret(found.stdout);
  if (secret === undefined) return check.fail('it does not exist', create);
  const missing = entries.filter((entry) => !secret.data[entry]);
  return missing.length === 0
    ? check.pass('exists')
    : check.fail(
        `it has no entry ${missing.join(' and ')}`,
        `kubectl edit secret ${name} --namespace ${cluster.namespace}, and add it under stringData`,
      );
}
