import { CONTAINER_BACKUPS_PATH } from '../facts/weaviateVariables.ts';
import { type Capability, type Check, error, type Fragment } from './capability.ts';
import { setting, use, words } from './message.ts';
import { type ConfigOf, choiceOption, optionalTextOption } from './option.ts';
import type { ReplicasConfig } from './replicas.ts';
import type { TargetsConfig } from './targets.ts';

const options = {
  backup: {
    to: choiceOption({
      flag: '--backup-to',
      label: 'Backups',
      help: 'where Weaviate writes its backups: nowhere, in a volume, or in a directory of this machine',
      question: 'Where should backups go?',
      default: 'none',
      values: ['none', 'volume', 'directory'],
      labels: {
        none: 'Nowhere',
        volume: 'In a volume of their own',
        directory: 'In a directory of this machine',
      },
      meanings: {
        none: 'nowhere: Weaviate makes no backups',
        volume: 'in a volume of their own, which destroy keeps',
        directory: 'in a directory of this machine, not for Helm',
      },
    }),
    path: optionalTextOption({
      flag: '--backup-path',
      label: 'Backup path',
      placeholder: 'PATH',
      example: './backups',
      help: 'directory of this machine; ./backups if unset',
      question: 'Backup path',
      accepts: (path) => /^[^~\s:$,-][^:$]*$/.test(path) && !/[\p{Cc}"\\]/u.test(path),
      expected: 'a path such as ./backups or /srv/backups (without ~, : and $)',
      when: { key: 'backup.to', value: 'directory' },
    }),
  },
};

export type BackupConfig = ConfigOf<typeof options>;

type Config = BackupConfig & ReplicasConfig & TargetsConfig;

/** The Compose volume, and the volume of the pod, that hold nothing but backups. */
export const BACKUPS_VOLUME = 'weaviate-backups';

/** Name of the volume claim for backups, which the chart does not have. */
export function backupClaimName(name: string): string {
  return `${name}-backups`;
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

/** Weaviate's module for the backups of a configuration; undefined without backups. */
export function backupModule(config: BackupConfig): string | undefined {
  return areFiles(config) ? 'backup-filesystem' : undefined;
}

/** Weaviate refuses such a backup: every node would write to a directory of its own (usecases/backup/scheduler.go). */
const severalNodes: Check<Config> = (config) =>
  areFiles(config) && config.targets.includes('helm') && config.weaviate.replicas > 1
    ? error(
        'backup-replicas',
        words`${setting('backup.to', config.backup.to)} works with one node only, not with ${setting('weaviate.replicas', config.weaviate.replicas)}`,
        words`${use('weaviate.replicas', 1)}`,
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

const BACKUP_PATH_VARIABLE = 'BACKUP_FILESYSTEM_PATH';

function compose(config: BackupConfig) {
  const { to } = config.backup;
  if (!areFiles(config)) return {};
  const source = to === 'volume' ? BACKUPS_VOLUME : backupDirectory(config);
  return {
    weaviate: { volumes: [`${source}:${CONTAINER_BACKUPS_PATH}`] },
    ...(to === 'volume' && { volumes: { [BACKUPS_VOLUME]: null } }),
  };
}

/** The blocks of the values; `extraVolumes` because the chart has no volume for backups. */
function chartParts(config: Config): { values?: Fragment; setByChart: readonly string[] } {
  if (!areFiles(config)) return { setByChart: [] };
  const claim = { claimName: backupClaimName(config.name) };
  return {
    setByChart: [BACKUP_PATH_VARIABLE],
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
  ],
  variables: (config, { backupsPath }) =>
    areFiles(config)
      ? [
          {
            name: BACKUP_PATH_VARIABLE,
            value: backupsPath,
            why: 'for backup-filesystem; a mount of its own, so deleting the data keeps the backups',
          },
        ]
      : [],
  compose,
  chart: chartParts,
} satisfies Capability<Config>;
