import { GOOGLE_KEY_VARIABLE } from './weaviateVariables.ts';

/** The variables of Weaviate's module for one kind of storage (weaviate/weaviate modules/backup-NAME). */
interface BackupStorage {
  /** The bucket, or what the provider calls it. */
  readonly bucketVariable: string;
  readonly pathVariable: string;
  /** Variables with the credentials. */
  readonly credentials: readonly string[];
  /** What the credentials belong to, for comments. */
  readonly owner: string;
}

/** The storage in which backups are objects, by its name in the module (`backup-s3`) and in the chart (`backups.s3`). */
export const BACKUP_STORAGE = {
  s3: {
    bucketVariable: 'BACKUP_S3_BUCKET',
    pathVariable: 'BACKUP_S3_PATH',
    credentials: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    owner: 'Keys of the S3 bucket for backups',
  },
  gcs: {
    bucketVariable: 'BACKUP_GCS_BUCKET',
    pathVariable: 'BACKUP_GCS_PATH',
    credentials: [GOOGLE_KEY_VARIABLE],
    owner: 'Path of the JSON key file of the Google service account for backups',
  },
  azure: {
    bucketVariable: 'BACKUP_AZURE_CONTAINER',
    pathVariable: 'BACKUP_AZURE_PATH',
    credentials: ['AZURE_STORAGE_KEY'],
    owner: 'Key of the Azure storage account for backups',
  },
} as const satisfies Readonly<Record<string, BackupStorage>>;

export type BackupStorageName = keyof typeof BACKUP_STORAGE;

/** The names of all variables with credentials for backups. */
export const BACKUP_CREDENTIALS: readonly string[] = Object.values(BACKUP_STORAGE).flatMap(
  ({ credentials }) => credentials,
);
