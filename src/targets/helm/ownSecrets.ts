import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { backupSecretName } from '../../capabilities/backup.ts';
import { Failure, reasonOf } from '../../errors.ts';
import { ENV_FILE } from '../../facts/fileNames.ts';
import { GOOGLE_KEY_VARIABLE } from '../../facts/weaviateVariables.ts';
import { readEnvFile } from '../../files/envFile.ts';
import { keySecret, type OwnSecret } from './ownedObjects.ts';
import { backupSecretsOf, keySecretOf, type ValuesFiles } from './valuesFiles.ts';

/** The variables of `.env` from which `up` makes the Secret for backups; none if the Secret belongs to someone else. */
export function ownBackupCredentials(values: ValuesFiles['values'], release: string): readonly string[] {
  const own = backupSecretsOf(values).find(({ name }) => name === backupSecretName(release));
  return own?.entries ?? [];
}

/**
 * The Secrets that the values name and that `up` makes from `.env`.
 * @throws Failure `no-backup-credentials` (usage)
 */
export async function ownSecrets(
  cwd: string,
  values: ValuesFiles['values'],
  release: string,
  apiKey: string | undefined,
): Promise<OwnSecret[]> {
  const secrets: OwnSecret[] = [];
  const name = keySecretOf(values);
  if (name !== undefined && apiKey !== undefined) secrets.push(keySecret(name, apiKey));
  const variables = ownBackupCredentials(values, release);
  if (variables.length > 0) {
    const env = await readEnvFile(cwd);
    const entries = await Promise.all(
      variables.map(
        async (variable) => [variable, await credential(cwd, variable, env[variable] ?? '')] as const,
      ),
    );
    secrets.push({
      name: backupSecretName(release),
      entries: Object.fromEntries(entries),
      what: `the credentials in ${ENV_FILE}`,
    });
  }
  return secrets;
}

/** What the Secret holds: the value of the variable; for Google Cloud, the file that it names. */
async function credential(cwd: string, variable: string, value: string): Promise<string> {
  if (value === '') {
    throw new Failure('usage', {
      code: 'no-backup-credentials',
      message: `backups need ${variable}, which ${ENV_FILE} does not set`,
      suggestion: `set it in ${ENV_FILE}`,
    });
  }
  if (variable !== GOOGLE_KEY_VARIABLE) return value;
  return readFile(resolve(cwd, value), 'utf8').catch((error: unknown) => {
    throw new Failure('usage', {
      code: 'no-backup-credentials',
      message: `the key file for backups cannot be read: ${reasonOf(error)}`,
      suggestion: `set ${GOOGLE_KEY_VARIABLE} in ${ENV_FILE} to the path of the JSON file`,
    });
  });
}
