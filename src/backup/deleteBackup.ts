import { posix } from 'node:path';
import { now, sleep } from '../clock.ts';
import { Failure } from '../errors.ts';
import { shellWord } from '../formats/quoting.ts';
import { RestError } from '../weaviate/rest.ts';
import { hasEnded, type ListedBackup, type OperationStatus } from './backupApi.ts';
import { isBackupId } from './backupId.ts';
import { asFailure } from './explained.ts';
import { readBackupRecord, readBackupRecords, removeBackupRecord } from './record.ts';
import type { BackupSession } from './session.ts';

/** Milliseconds that Weaviate may take to cancel a backup. */
const CANCEL_TIMEOUT = 15_000;

/** A backup that can be deleted. */
export interface Deletion {
  readonly id: string;
  /** Undefined if Weaviate does not have it: only its record is left. */
  readonly status: OperationStatus | undefined;
}

/**
 * Checks whether a backup can be deleted; changes nothing.
 * @throws Failure
 */
export async function planDeletion(session: BackupSession, id: string): Promise<Deletion> {
  const { api, signal, cwd, backend, files } = session;
  if (!isBackupId(id)) throw noSuchBackup(id);
  try {
    const listed = await api.list(signal);
    const status = await statusOf(session, id);
    if (status === undefined && !(await readBackupRecord(cwd, id))) throw noSuchBackup(id);
    await refuseIfNeeded(session, id, listed);
    if (status !== undefined && status.status === 'SUCCESS' && files === undefined) {
      throw new Failure('refused', {
        code: 'cannot-delete',
        message: `Weaviate cannot delete the backup ${id}: its API only cancels backups that are running`,
        suggestion: `delete its files yourself: ${byHand(session, id)}`,
      });
    }
    return { id, status };
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(error, `cannot delete the backup ${id} of ${backend.name}`);
  }
}

async function statusOf({ api, signal }: BackupSession, id: string): Promise<OperationStatus | undefined> {
  try {
    return await api.status(id, signal);
  } catch (error) {
    if (error instanceof RestError && error.status === 404) return undefined;
    // A damaged description: its files can still be deleted.
    if (error instanceof RestError && error.status >= 500) return { status: 'FAILED', error: error.reason };
    throw error;
  }
}

function noSuchBackup(id: string): Failure {
  return new Failure('failed', {
    code: 'no-such-backup',
    message: `there is no backup ${id}`,
    suggestion: 'bindstack backup list',
  });
}

/** @throws Failure `needed` (refused) if another backup builds on this one */
async function refuseIfNeeded(
  { cwd, files }: BackupSession,
  id: string,
  listed: readonly ListedBackup[],
): Promise<void> {
  const records = await readBackupRecords(cwd);
  const users: string[] = [];
  for (const { id: other, status, incremental_base_backup_id: listedBase } of listed) {
    if (other === id || status !== 'SUCCESS') continue;
    // Weaviate lists the base only for root users.
    const recorded = listedBase || records.find((one) => one.id === other)?.base;
    const base = recorded ?? (await files?.metadata(other))?.baseBackupId;
    if (base === id) users.push(other);
  }
  if (users.length === 0) return;
  throw new Failure('refused', {
    code: 'needed',
    message: `the backup ${users[0]} only has what was added to ${id}: without it, it cannot be restored`,
    suggestion: `delete that one first: bindstack backup delete ${users[0]}`,
  });
}

/** How the user deletes the files of a backup. */
function byHand({ backend }: BackupSession, id: string): string {
  return (
    backend.deleteCommand?.(id) ??
    `rm -rf ${shellWord(posix.join(backend.directory ?? '', id))}, on the machine that Weaviate runs on`
  );
}

/** Cancels a backup if it is running, and deletes its files and its record. @throws Failure */
export async function deleteBackup(session: BackupSession, { id, status }: Deletion): Promise<void> {
  const { api, signal, files, cwd, out } = session;
  try {
    if (status !== undefined && !hasEnded(status)) {
      await api.cancel(id);
      const deadline = now() + CANCEL_TIMEOUT;
      // After a restart of Weaviate, the state of a backup never changes again.
      while (now() < deadline && !hasEnded((await statusOf(session, id)) ?? { status: 'FAILED' }))
        await sleep(300, signal);
    }
    if (files) await files.remove(id);
    else if (status !== undefined) out.warn(`parts of ${id} are still in the storage`, byHand(session, id));
    await removeBackupRecord(cwd, id);
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(error, `cannot delete the backup ${id}`);
  }
}
