import { backupSecretName } from '../capabilities/backup.ts';
import { BACKUP_STORAGE } from '../facts/backupStorage.ts';
import { BACKUP_CLAIM_FILE, ENV_FILE, VALUES_FILE } from '../facts/fileNames.ts';
import { CHART_REPOSITORY } from '../facts/versions.ts';
import { API_KEY_VARIABLE, GOOGLE_KEY_VARIABLE, KEY_LIST_VARIABLE } from '../facts/weaviateVariables.ts';
import type { StackConfig } from '../options/table.ts';
import { backupClaim } from '../stack/backupClaim.ts';
import { inferencePatch, postRendererCall } from '../stack/postRenderer.ts';
import { keySecretName } from '../stack/values.ts';

function helmInstall({ name, kubernetes }: StackConfig, major?: number): string {
  const { namespace, chartVersion } = kubernetes;
  const chart = `weaviate --repo ${CHART_REPOSITORY} --version ${chartVersion}`;
  const { args, env } = major === undefined ? { args: [], env: {} } : postRendererCall(major, '.');
  const variables = Object.entries(env).map(([variable, value]) => `${variable}=${value}`);
  const upgrade = `helm upgrade --install ${name} ${chart} --namespace ${namespace} --create-namespace --values ${VALUES_FILE}`;
  return [...variables, upgrade, ...args].join(' ');
}

/** Server-side: otherwise kubectl copies the whole object, including the key, into an annotation. */
const APPLY = 'kubectl apply --server-side --force-conflicts --filename -';

const PRINTED = '--dry-run=client --output yaml';

/**
 * Command that creates the Secret for the values from the key in `.env`; none for anonymous access. The key goes
 * through pipes, because every user of the machine can see arguments.
 */
function secretCommands({ name, weaviate, kubernetes: { namespace } }: StackConfig): string[] {
  if (weaviate.auth !== 'api-key') return [];
  const secret = `kubectl create secret generic ${keySecretName(name)} --namespace ${namespace} --from-env-file=/dev/stdin ${PRINTED}`;
  return [`sed -n 's/^${API_KEY_VARIABLE}=/${KEY_LIST_VARIABLE}=/p' ${ENV_FILE} | ${secret} | ${APPLY}`];
}

/** The command that creates the Secret for backups from the credentials in `.env`; none if there is no such Secret. */
function backupSecretCommands({ name, backup, kubernetes: { namespace } }: StackConfig): string[] {
  const storage = backup.credentials === 'keys' ? backup.to : undefined;
  if (storage !== 's3' && storage !== 'gcs' && storage !== 'azure') return [];
  const secret = `kubectl create secret generic ${backupSecretName(name)} --namespace ${namespace}`;
  if (storage === 'gcs') {
    // The Secret holds the file itself, as the chart mounts it.
    const path = `"$(sed -n 's/^${GOOGLE_KEY_VARIABLE}=//p' ${ENV_FILE})"`;
    return [`${secret} --from-file=${GOOGLE_KEY_VARIABLE}=${path} ${PRINTED} | ${APPLY}`];
  }
  const names = BACKUP_STORAGE[storage].credentials.map((one) => `/^${one}=/p`).join(';');
  return [`sed -n '${names}' ${ENV_FILE} | ${secret} --from-env-file=/dev/stdin ${PRINTED} | ${APPLY}`];
}

/** The command that creates the volume claim for backups. */
export function claimCommand({ kubernetes: { namespace } }: StackConfig): string {
  return `kubectl apply --namespace ${namespace} --filename ${BACKUP_CLAIM_FILE}`;
}

/** Commands for the objects that the release uses but does not contain. The namespace, which holds them, comes first. */
function commandsBefore(config: StackConfig): string[] {
  const objects = [
    ...secretCommands(config),
    ...backupSecretCommands(config),
    ...(backupClaim(config) ? [claimCommand(config)] : []),
  ];
  if (objects.length === 0) return [];
  return [`kubectl create namespace ${config.kubernetes.namespace} ${PRINTED} | ${APPLY}`, ...objects];
}

/** Command lines, and the version of Helm they are for. */
export interface InstallCommands {
  /** `Helm`, or `Helm 3` and `Helm 4` if they need different arguments. */
  readonly helm: string;
  /** To be run in this order. */
  readonly lines: readonly string[];
}

/**
 * The commands to install or upgrade the release, from a shell in the output directory and in an empty cluster. The
 * chart comes from its own repository.
 */
export function installCommands(config: StackConfig): InstallCommands[] {
  const before = commandsBefore(config);
  if (inferencePatch(config) === undefined)
    return [{ helm: 'Helm', lines: [...before, helmInstall(config)] }];
  return [3, 4].map((major) => ({ helm: `Helm ${major}`, lines: [...before, helmInstall(config, major)] }));
}
