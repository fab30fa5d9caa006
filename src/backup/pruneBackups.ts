import { deleteBackup, planDeletion } from './deleteBackup.ts';
import type { BackupRecord } from './record.ts';
import { readBackupRecords } from './record.ts';
import type { BackupSession } from './session.ts';

/** The scheduled backups to delete so that some of them are left, oldest last. Never one that another builds on. */
export function surplus(records: readonly BackupRecord[], keep: number): string[] {
  const scheduled = records.filter(({ isScheduled, state }) => isScheduled && state === 'complete');
  const candidates = scheduled.slice(keep).map(({ id }) => id);
  const surplusIds: string[] = [];
  // Newest first: what builds on another one is newer than that.
  for (const id of candidates) {
    const users = records.filter(({ base, state }) => base === id && state === 'complete');
    if (users.every((user) => surplusIds.includes(user.id))) surplusIds.push(id);
  }
  return surplusIds;
}

/** Deletes scheduled backups of this directory that are no longer needed. Others are never deleted. */
export async function pruneBackups(session: BackupSession, keep: number): Promise<string[]> {
  const { cwd, out, backend, files } = session;
  const records = (await readBackupRecords(cwd)).filter((one) => one.backend === backend.name);
  const ids = surplus(records, keep);
  if (ids.length > 0 && files === undefined) {
    out.warn(
      `${ids.length} backups more than --keep ${keep} are in the storage: Weaviate cannot delete backups`,
      `${backend.deleteCommand?.(ids.at(-1) ?? '') ?? 'delete their files'}; or let a lifecycle rule of the bucket delete old objects`,
    );
    return [];
  }
  for (const id of ids) {
    await deleteBackup(session, await planDeletion(session, id));
    out.say(`deleted ${id}, as --keep ${keep} says`);
  }
  return ids;
}
