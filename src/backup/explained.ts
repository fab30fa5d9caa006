import { Failure, reasonOf } from '../errors.ts';
import { CheckFailure } from '../weaviate/checkFailure.ts';
import { RestError } from '../weaviate/rest.ts';

/** A message of Weaviate about backups, and what to do. */
interface Explanation {
  readonly pattern: RegExp;
  readonly kind: 'failed' | 'usage' | 'refused';
  readonly code: string;
  readonly message: string | ((captured: string) => string);
  readonly suggestion: string;
}

const BUSY = /(?:backup|restoration) (\S+) already in progress/;

/** Messages of usecases/backup (scheduler.go, coordinator.go) and of the storage modules. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    pattern: BUSY,
    kind: 'failed',
    code: 'backup-running',
    message: (id) => `Weaviate is still working on ${id}, and does one thing at a time`,
    suggestion: 'wait until bindstack backup list shows it as complete',
  },
  {
    pattern: /backup "?([\w-]+)"? already exists/,
    kind: 'refused',
    code: 'id-taken',
    message: (id) => `there already is a backup ${id}`,
    suggestion: 'use another --id, or leave it out',
  },
  {
    pattern: /local filesystem backend is not viable/,
    kind: 'refused',
    code: 'one-node-only',
    message: 'the module backup-filesystem works with one node only, and this cluster has several',
    suggestion: 'use a bucket: backup-s3, backup-gcs or backup-azure',
  },
  {
    pattern: /nothing to do here|empty class list|no available classes/,
    kind: 'usage',
    code: 'nothing-to-back-up',
    message: 'no collection is left to back up',
    suggestion: 'check --include and --exclude',
  },
  {
    pattern: /class (\w+) doesn't exist|class "?(\w+)"? (?:doesn't|does not) exist/,
    kind: 'usage',
    code: 'no-such-collection',
    message: (name) => `there is no collection ${name}`,
    suggestion: 'check --include; upper and lower case make a difference',
  },
  {
    pattern: /backup id "?([\w-]+)"? does not exist|metadata not found/,
    kind: 'failed',
    code: 'no-such-backup',
    message: (id) => (id === '' ? 'there is no such backup' : `there is no backup ${id}`),
    suggestion: 'bindstack backup list',
  },
  {
    pattern: /invalid replication factor: setup requires a minimum replication factor of (\d+)/,
    kind: 'refused',
    code: 'too-few-copies',
    message: (copies) =>
      `new collections must have ${copies} copies in this cluster, and those of the backup have fewer`,
    suggestion:
      'bindstack generate --env REPLICATION_MINIMUM_FACTOR=1, then bindstack up --target helm, and restore again',
  },
  {
    pattern: /no space left on device/,
    kind: 'failed',
    code: 'disk-full',
    message: 'the disk is full',
    suggestion: 'free some space; old backups can be deleted: bindstack backup list',
  },
  {
    pattern: /resolve base backup chain/,
    kind: 'failed',
    code: 'base-missing',
    message: 'a backup that this one builds on is missing or damaged',
    suggestion: 'bindstack backup list, and use another backup',
  },
  {
    pattern: /wrong backup file|corrupted backup file|unmarshal|invalid character|unexpected end of JSON/,
    kind: 'failed',
    code: 'backup-damaged',
    message: 'the description of the backup is damaged',
    suggestion: 'bindstack backup list, and use another backup',
  },
  {
    pattern: /unzip|gzip|zstd|unexpected EOF|checksum|no such file|could not find/,
    kind: 'failed',
    code: 'backup-damaged',
    message: 'the backup is damaged',
    suggestion: 'bindstack backup list, and use another backup',
  },
  {
    pattern:
      /access denied|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|NoSuchBucket|AuthorizationFailure/i,
    kind: 'failed',
    code: 'storage-refused',
    message: 'the storage refuses Weaviate',
    suggestion: 'check the bucket, and the credentials of Weaviate',
  },
  {
    pattern: /not a directory|permission denied|read-only file system/,
    kind: 'failed',
    code: 'storage-refused',
    message: 'Weaviate cannot use the directory for backups',
    suggestion: 'check the directory that the details name, and whether its disk is mounted',
  },
  {
    // The answer is not known: scheduler.go checkIfBackupExists.
    pattern: /check if backup "?[\w-]+"? exists|no such host|connection refused|i\/o timeout/,
    kind: 'failed',
    code: 'storage-refused',
    message: 'Weaviate cannot reach the storage',
    suggestion: 'check the address of the storage, and the network of Weaviate',
  },
];

/** The backup that Weaviate is still making or restoring, if that is what a message says. */
export function busyWith(reason: string): string | undefined {
  return BUSY.exec(reason)?.[1];
}

/** A message of Weaviate as a failure. */
export function explained(reason: string, what: string): Failure {
  for (const { pattern, kind, code, message, suggestion } of EXPLANATIONS) {
    const match = pattern.exec(reason);
    if (!match) continue;
    const captured = match.slice(1).find((one) => one !== undefined) ?? '';
    const text = typeof message === 'string' ? message : message(captured);
    return new Failure(kind, { code, message: `${what}: ${text}`, detail: reason, suggestion });
  }
  return new Failure('failed', {
    code: 'backup-failed',
    message: what,
    detail: reason,
    suggestion: 'bindstack logs --service weaviate --tail 50',
  });
}

/**
 * Any error of a request about backups as a failure; others, such as an interruption, are returned unchanged.
 * @param what what did not work: `cannot create the backup`
 */
export function asFailure(error: unknown, what: string): unknown {
  if (error instanceof Failure) return error;
  if (error instanceof RestError) return explained(error.reason, what);
  if (!(error instanceof CheckFailure)) return error;
  return new Failure('failed', {
    code: error.layer === 'network' ? 'unreachable' : 'server-refused',
    message: `${what}: ${reasonOf(error)}`,
    suggestion: error.reason.startsWith('403 ')
      ? 'pass --api-key-env NAME for a key whose user may manage backups'
      : error.suggestion,
  });
}
