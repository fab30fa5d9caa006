import { backupCredentials, backupStorage } from '../capabilities/backup.ts';
import { BACKUP_STORAGE } from '../facts/backupStorage.ts';
import { ENV_FILE } from '../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';
import type { StackConfig } from '../options/table.ts';

/** What `.env` has to hold. */
export interface EnvNeeds {
  /** The API key, which bindstack creates. */
  readonly apiKey: boolean;
  /** Variables that only the user knows. */
  readonly credentials: readonly string[];
  /** What they are, for a comment: `Keys of the S3 bucket for backups`. */
  readonly owner: string;
}

/** What `.env` has to hold for a configuration; undefined if nothing. */
export function envNeeds(config: StackConfig): EnvNeeds | undefined {
  const apiKey = config.weaviate.auth === 'api-key';
  const credentials = backupCredentials(config);
  if (!apiKey && credentials.length === 0) return undefined;
  const storage = backupStorage(config);
  return { apiKey, credentials, owner: storage === undefined ? '' : BACKUP_STORAGE[storage].owner };
}

/** The text of a new `.gitignore`. */
export function ignoreText({ credentials }: EnvNeeds): string {
  return `# Contains ${credentials.length > 0 ? 'secrets' : 'the API key'}.\n${ENV_FILE}\n`;
}

/** The line that sets a variable; in single quotes if Compose, Node or a shell would read the value differently. */
export function envLine(name: string, value: string): string {
  return `${name}=${/^[\w./+=@:-]*$/.test(value) || value.includes("'") ? value : `'${value}'`}`;
}

const KEY_PURPOSE = 'API key of Weaviate, for Docker Compose and the clients.';

/** The text of `.env.example`. Anyone who clones a repository with the generated files sees what is missing. */
export function envExampleText({ apiKey, credentials, owner }: EnvNeeds): string {
  const key = `# ${KEY_PURPOSE} Copy this file to ${ENV_FILE} and set it,
# or create ${ENV_FILE} with a random key: bindstack generate --auth api-key
${API_KEY_VARIABLE}=
`;
  const them = credentials.length > 1 ? 'them' : 'it';
  const copied = apiKey
    ? `Set ${them} in ${ENV_FILE} too.`
    : `Copy this file to ${ENV_FILE} and set ${them}.`;
  const lines = [`# ${owner}. ${copied}`, ...credentials.map((name) => envLine(name, ''))];
  return (apiKey ? key : '') + (credentials.length > 0 ? `${lines.join('\n')}\n` : '');
}

/** The text of a `.env` that contains only the key. */
export function keyText(key: string): string {
  return `# ${KEY_PURPOSE} Do not commit this file.\n${envLine(API_KEY_VARIABLE, key)}\n`;
}

/** Lines of `.env` with credentials, for the user to complete. */
export function credentialsText(owner: string, values: readonly (readonly [string, string])[]): string {
  const lines = values.map(([name, value]) => envLine(name, value));
  return `# ${owner}. Do not commit this file.\n${lines.join('\n')}\n`;
}

/** The text of a new `.env`, with the credentials to be completed. */
export function envText({ apiKey, credentials, owner }: EnvNeeds, newKey: () => string): string {
  const empty = credentials.map((name) => [name, ''] as const);
  return (apiKey ? keyText(newKey()) : '') + (empty.length > 0 ? credentialsText(owner, empty) : '');
}
