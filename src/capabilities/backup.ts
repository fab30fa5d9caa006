import { BACKUP_STORAGE, type BackupStorageName } from '../facts/backupStorage.ts';
import {
  CONTAINER_BACKUPS_PATH,
  CONTAINER_GOOGLE_KEY_FILE,
  GOOGLE_KEY_VARIABLE,
} from '../facts/weaviateVariables.ts';
import { isKubernetesName } from '../formats/names.ts';
import { parseS3Endpoint } from '../formats/s3Endpoint.ts';
import { type Capability, type Check, error, type Fragment, type Variable } from './capability.ts';
import type { EnvironmentConfig } from './environment.ts';
import { add, leaveOut, setting, use, words } from './message.ts';
import { type ConfigOf, choiceOption, optionalTextOption } from './option.ts';
import type { ReplicasConfig } from './replicas.ts';
import type { TargetsConfig } from './targets.ts';

const IN_BUCKET = { key: 'backup.to', value: 's3', or: ['gcs', 'azure'] } as const;
const IN_S3 = { key: 'backup.to', value: 's3' } as const;

const options = {
  backup: {
    to: choiceOption({
      flag: '--backup-to',
      label: 'Backups',
      placeholder: 'WHERE',
      help: 'where Weaviate writes its backups: nowhere, in a volume, in a directory of this machine, or in a bucket',
      question: 'Where should backups go?',
      default: 'none',
      values: ['none', 'volume', 'directory', 's3', 'gcs', 'azure'],
      labels: {
        none: 'Nowhere',
        volume: 'In a volume of their own',
        directory: 'In a directory of this machine',
        s3: 'S3, or a server like it',
        gcs: 'Google Cloud Storage',
        azure: 'Azure Blob Storage',
      },
      meanings: {
        none: 'nowhere: Weaviate makes no backups',
        volume: 'in a volume of their own, which destroy keeps',
        directory: 'in a directory of this machine, not for Helm',
        s3: 'in a bucket of S3, or of a server like it',
        gcs: 'in a bucket of Google Cloud Storage',
        azure: 'in a container of Azure Blob Storage',
      },
    }),
    bucket: optionalTextOption({
      flag: '--backup-bucket',
      label: 'Backup bucket',
      placeholder: 'NAME',
      example: 'my-backups',
      help: 'bucket for backups; on Azure, the container',
      accepts: (bucket) => /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(bucket),
      expected: 'the name of a bucket (lowercase letters, digits, -, _ and ., at least 3 characters)',
      when: IN_BUCKET,
    }),
    path: optionalTextOption({
      flag: '--backup-path',
      label: 'Backup path',
      placeholder: 'PATH',
      example: './backups',
      help: 'directory of this machine (./backups if unset), or the beginning of the names in the bucket',
      question: 'Backup path',
      accepts: (path) => /^[^~\s:$,-][^:$]*$/.test(path) && !/[\p{Cc}"\\]|\s$/u.test(path),
      expected: 'a path such as ./backups or production/media (without ~, : and $)',
      when: { key: 'backup.to', value: 'directory', or: ['s3', 'gcs', 'azure'] },
    }),
    endpoint: optionalTextOption({
      flag: '--backup-endpoint',
      label: 'S3 address',
      placeholder: 'URL',
      example: 'http://minio:9000',
      help: 'address of the S3 server, as Weaviate reaches it; AWS if unset',
      accepts: (endpoint) => parseS3Endpoint(endpoint) !== undefined,
      expected: 'an address such as http://minio:9000 or s3.eu-central-1.amazonaws.com (without a path)',
      when: IN_S3,
    }),
    region: optionalTextOption({
      flag: '--backup-region',
      label: 'S3 region',
      placeholder: 'NAME',
      example: 'eu-central-1',
      help: 'region of the S3 bucket',
      accepts: (region) => /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(region),
      expected: 'a region such as eu-central-1',
      when: IN_S3,
    }),
    account: optionalTextOption({
      flag: '--backup-account',
      label: 'Azure storage account',
      placeholder: 'NAME',
      example: 'mybackups',
      help: 'Azure storage account of the container',
      accepts: (account) => /^[a-z0-9]{3,24}$/.test(account),
      expected: 'the name of a storage account (3 to 24 lowercase letters and digits)',
      when: { key: 'backup.to', value: 'azure' },
    }),
    credentials: choiceOption({
      flag: '--backup-credentials',
      label: 'Backup credentials',
      placeholder: 'SOURCE',
      help: 'where Weaviate gets the credentials of the bucket: keys in .env, a role, or an existing Secret',
      question: 'Where do the credentials come from?',
      default: 'keys',
      values: ['keys', 'role', 'secret'],
      labels: { keys: 'Keys in .env', role: 'A role', secret: 'An existing Secret' },
      meanings: {
        keys: 'keys in .env; on Kubernetes, a Secret is made from them',
        role: 'a role of the machine or of the service account: nothing is written',
        secret: 'an existing Secret on Kubernetes, .env elsewhere',
      },
      when: IN_BUCKET,
    }),
    secret: optionalTextOption({
      flag: '--backup-secret',
      label: 'Backup Secret',
      placeholder: 'NAME',
      example: 's3-credentials',
      help: 'existing Secret with the credentials, each under the name of its variable',
      accepts: isKubernetesName,
      expected: 'the name of a Secret (lowercase letters, digits, - and .)',
      when: { key: 'backup.credentials', value: 'secret' },
    }),
  },
};

export type BackupConfig = ConfigOf<typeof options>;

type Config = BackupConfig & EnvironmentConfig & ReplicasConfig & TargetsConfig;

/** The Compose volume, and the volume of the pod, that hold nothing but backups. */
export const BACKUPS_VOLUME = 'weaviate-backups';

/** Name of the volume claim for backups, which the chart does not have. */
export function backupClaimName(name: string): string {
  return `${name}-backups`;
}

/** Name of the Secret that `up` makes from the credentials in `.env`. */
export function backupSecretName(name: string): string {
  return `${name}-backup-credentials`;
}

/** The directory for backups as given: relative to the directory of the stack, or absolute. */
export function backupDirectory({ backup: { path = './backups' } }: BackupConfig): string {
  // Without a slash at the beginning, Compose would read the name of a volume.
  return /^\.{0,2}\//.test(path) ? path : `./${path}`;
}

/** Whether backups are files, so that only one node can write and read all of them. */
function areFiles({ backup: { to } }: BackupConfig): boolean {
  return to === 'volume' || to === 'directory';
}

/** The kind of bucket; undefined if backups are files, or there are none. */
export function backupStorage({ backup: { to } }: BackupConfig): BackupStorageName | undefined {
  return to === 's3' || to === 'gcs' || to === 'azure' ? to : undefined;
}

/** Weaviate's module for the backups of a configuration; undefined without backups. */
export function backupModule(config: BackupConfig): string | undefined {
  const storage = backupStorage(config);
  if (storage !== undefined) return `backup-${storage}`;
  return areFiles(config) ? 'backup-filesystem' : undefined;
}

/** Names of the variables in `.env` that hold the credentials of the bucket. */
export function backupCredentials(config: BackupConfig & TargetsConfig): readonly string[] {
  const storage = backupStorage(config);
  if (storage === undefined || !readsEnvFile(config)) return [];
  return BACKUP_STORAGE[storage].credentials;
}

/** Compose and local processes know no Secret. */
function readsEnvFile({ backup: { credentials }, targets }: BackupConfig & TargetsConfig): boolean {
  return credentials === 'keys' || (credentials === 'secret' && targets.includes('compose'));
}

/** Weaviate refuses such a backup: every node would write to a directory of its own (usecases/backup/scheduler.go). */
const severalNodes: Check<Config> = (config) =>
  areFiles(config) && config.targets.includes('helm') && config.weaviate.replicas > 1
    ? error(
        'backup-replicas',
        words`${setting('backup.to', config.backup.to)} works with one node only, not with ${setting('weaviate.replicas', config.weaviate.replicas)}`,
        words`${use('weaviate.replicas', 1)}, or a bucket: ${setting('backup.to', 's3')}`,
        'Each node would write its part to its own disk, so Weaviate refuses to make the backup.',
      )
    : undefined;

const directoryInCluster: Check<Config> = ({ backup: { to }, targets }) =>
  to === 'directory' && targets.includes('helm')
    ? error(
        'backup-directory-helm',
        words`${setting('backup.to', 'directory')} does not work with Helm: a pod cannot write to this machine`,
        words`${use('backup.to', 'volume')}, or ${use('targets', ['compose'])}`,
      )
    : undefined;

/** Weaviate exits at startup without them. */
const missingNames: Check<Config> = (config) => {
  const { to, bucket, account, credentials, secret } = config.backup;
  if (backupStorage(config) === undefined) return undefined;
  if (bucket === undefined) {
    return error(
      'backup-bucket',
      words`${setting('backup.to', to)} needs the name of the ${to === 'azure' ? 'container' : 'bucket'}`,
      words`${add('backup.bucket', 'NAME')}`,
    );
  }
  if (to === 'azure' && account === undefined) {
    return error(
      'backup-account',
      words`${setting('backup.to', to)} needs the name of the storage account`,
      words`${add('backup.account', 'NAME')}`,
    );
  }
  return credentials === 'secret' && secret === undefined
    ? error(
        'backup-secret',
        words`${setting('backup.credentials', 'secret')} needs the name of the Secret`,
        words`${add('backup.secret', 'NAME')}`,
      )
    : undefined;
};

/** Names of objects begin with the path as it is; the file system resolves nothing. */
const pathInBucket: Check<Config> = (config) => {
  const { path } = config.backup;
  if (path === undefined || backupStorage(config) === undefined) return undefined;
  if (path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')) return undefined;
  return error(
    'backup-path',
    words`${setting('backup.path', path)} is not the beginning of a name in a bucket`,
    words`${use('backup.path', 'production/media')}, without / at the ends and without . and ..`,
  );
};

/** Without a key, Weaviate sends requests without credentials (modules/backup-azure/client.go NewClientWithNoCredential). */
const roleOnAzure: Check<Config> = ({ backup: { to, credentials } }) =>
  to === 'azure' && credentials === 'role'
    ? error(
        'backup-azure-role',
        words`${setting('backup.credentials', 'role')} does not work on Azure: Weaviate knows only the key of the storage account`,
        words`${use('backup.credentials', 'keys')}`,
      )
    : undefined;

/** With two values for one variable, each target uses a different one. */
const setTwice: Check<Config> = (config) => {
  const details = { backupsPath: '', googleKeyFile: '' };
  const own = backupVariables(config, details).map(({ name }) => name);
  const found = Object.keys(config.weaviate.env).find((name) => own.includes(name));
  return found === undefined
    ? undefined
    : error(
        'owned-variable',
        words`${setting('weaviate.env', found)} is set by ${setting('backup.to', config.backup.to)}`,
        words`leave out the variable, or ${leaveOut('backup.to')}`,
      );
};

const BACKUP_PATH_VARIABLE = 'BACKUP_FILESYSTEM_PATH';

type Place = { readonly backupsPath: string; readonly googleKeyFile: string };

function backupVariables(config: Config, place: Place): Variable[] {
  if (areFiles(config)) {
    const why = 'for backup-filesystem; a mount of its own, so deleting the data keeps the backups';
    return [{ name: BACKUP_PATH_VARIABLE, value: place.backupsPath, why }];
  }
  return [...plainVariables(config), ...credentialVariables(config, place)];
}

/** The variables of a bucket that are no secrets. */
function plainVariables(config: Config): Variable[] {
  const storage = backupStorage(config);
  if (storage === undefined) return [];
  const { bucket = '', path, endpoint, region, account } = config.backup;
  const { bucketVariable, pathVariable } = BACKUP_STORAGE[storage];
  const server = endpoint === undefined ? undefined : parseS3Endpoint(endpoint);
  return [
    { name: bucketVariable, value: bucket },
    ...(path === undefined ? [] : [{ name: pathVariable, value: path }]),
    ...(server ? [{ name: 'BACKUP_S3_ENDPOINT', value: server.host, why: 'without a scheme' }] : []),
    ...(server?.scheme === 'http' ? [{ name: 'BACKUP_S3_USE_SSL', value: 'false' }] : []),
    ...(region === undefined ? [] : [{ name: 'AWS_REGION', value: region }]),
    ...(account === undefined ? [] : [{ name: 'AZURE_STORAGE_ACCOUNT', value: account }]),
  ];
}

function credentialVariables(config: Config, { googleKeyFile }: Place): Variable[] {
  const storage = backupStorage(config);
  if (storage === undefined || config.backup.credentials === 'role') return [];
  return BACKUP_STORAGE[storage].credentials.map((name) =>
    name === GOOGLE_KEY_VARIABLE
      ? { name, value: googleKeyFile }
      : { name, value: name, secret: 'backup' as const },
  );
}

function compose(config: Config) {
  const { to, credentials } = config.backup;
  if (to === 'gcs' && credentials !== 'role') {
    // A missing file is an error; with the short syntax, Docker would create a folder in its place.
    const key = {
      type: 'bind',
      source: `\${${GOOGLE_KEY_VARIABLE}:?${missingSecret(GOOGLE_KEY_VARIABLE)}}`,
      target: CONTAINER_GOOGLE_KEY_FILE,
      read_only: true,
    };
    return { weaviate: { volumes: [key] } };
  }
  if (!areFiles(config)) return {};
  const source = to === 'volume' ? BACKUPS_VOLUME : backupDirectory(config);
  return {
    weaviate: { volumes: [`${source}:${CONTAINER_BACKUPS_PATH}`] },
    ...(to === 'volume' && { volumes: { [BACKUPS_VOLUME]: null } }),
  };
}

/** What Compose says about a variable without a value. */
export function missingSecret(name: string): string {
  return `set ${name} in .env`;
}

/** The blocks of the values; `extraVolumes` because the chart has no volume for backups. */
function chartParts(config: Config): { values?: Fragment; setByChart: readonly string[] } {
  const place = { backupsPath: CONTAINER_BACKUPS_PATH, googleKeyFile: CONTAINER_GOOGLE_KEY_FILE };
  const setByChart = backupVariables(config, place).map(({ name }) => name);
  const storage = backupStorage(config);
  if (storage !== undefined) {
    const { credentials, secret } = config.backup;
    const source = credentials === 'secret' ? (secret ?? '') : backupSecretName(config.name);
    const block = {
      enabled: true,
      envconfig: Object.fromEntries(plainVariables(config).map(({ name, value }) => [name, value])),
      ...(credentials !== 'role' && {
        envSecrets: Object.fromEntries(BACKUP_STORAGE[storage].credentials.map((name) => [name, source])),
      }),
    };
    return { setByChart, values: { backups: { [storage]: block } } };
  }
  if (!areFiles(config)) return { setByChart };
  const claim = { claimName: backupClaimName(config.name) };
  return {
    setByChart,
    values: {
      backups: {
        filesystem: { enabled: true, envconfig: { [BACKUP_PATH_VARIABLE]: CONTAINER_BACKUPS_PATH } },
      },
      extraVolumes: [{ name: BACKUPS_VOLUME, persistentVolumeClaim: claim }],
      extraVolumeMounts: [{ name: BACKUPS_VOLUME, mountPath: CONTAINER_BACKUPS_PATH }],
    },
  };
}

/** Where Weaviate writes its backups. */
export const backup = {
  options,
  rules: [
    { keys: ['backup.to', 'weaviate.replicas'], check: severalNodes },
    { keys: ['backup.to', 'targets'], check: directoryInCluster },
    { keys: ['backup.bucket', 'backup.account', 'backup.secret', 'backup.to'], check: missingNames },
    { keys: ['backup.path'], check: pathInBucket },
    { keys: ['backup.credentials'], check: roleOnAzure },
    { keys: ['weaviate.env', 'backup.to'], check: setTwice },
  ],
  variables: backupVariables,
  compose,
  chart: chartParts,
} satisfies Capability<Config>;
