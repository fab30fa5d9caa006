import { periodText } from '../formats/period.ts';
import { transferText } from '../formats/transfer.ts';
import { bytesOf, type ListedBackup } from './backupApi.ts';
import type { BackupRecord } from './record.ts';

export type BackupState = 'complete' | 'running' | 'failed' | 'canceled' | 'incomplete' | 'missing';

/** A backup, as `backup list` shows it. */
export interface BackupEntry {
  readonly id: string;
  readonly state: BackupState;
  readonly startedAt: string | null;
  /** Bytes before compression. */
  readonly size: number | null;
  /** Null if the backup was made elsewhere. */
  readonly objects: number | null;
  readonly collections: readonly string[];
  readonly version: string | null;
  readonly base: string | null;
  readonly lastDrill: { readonly at: string; readonly ok: boolean } | null;
}

/** States of Weaviate in which it is still working, or was when it stopped. */
function stateOf({ status }: Pick<ListedBackup, 'status'>, record: BackupRecord | undefined): BackupState {
  if (status === 'SUCCESS') return 'complete';
  if (status === 'FAILED') return 'failed';
  if (status === 'CANCELED' || status === 'CANCELLING') return 'canceled';
  return record?.state === 'interrupted' ? 'incomplete' : 'running';
}

/** The backups of a server with what is recorded about them, newest first; recorded ones that it does not have last. */
export function entriesOf(listed: readonly ListedBackup[], records: readonly BackupRecord[]): BackupEntry[] {
  const known = listed.map((one): BackupEntry => {
    const record = records.find(({ id }) => id === one.id);
    return {
      ...recorded(record),
      id: one.id,
      state: stateOf(one, record),
      startedAt: one.startedAt ?? record?.startedAt ?? null,
      size: bytesOf(one) ?? record?.size ?? null,
      collections: [...(one.classes ?? [])].sort(),
      base: one.incremental_base_backup_id || record?.base || null,
    };
  });
  const ids = new Set(listed.map(({ id }) => id));
  const missing = records
    .filter(({ id, state }) => !ids.has(id) && (state === 'complete' || state === 'started'))
    .map(
      (record): BackupEntry => ({
        ...recorded(record),
        id: record.id,
        state: 'missing',
        startedAt: record.startedAt,
        size: record.size ?? null,
        collections: record.collections.map(({ name }) => name),
        base: record.base ?? null,
      }),
    );
  const newestFirst = (one: BackupEntry, other: BackupEntry) =>
    (one.startedAt ?? '') < (other.startedAt ?? '') ? 1 : -1;
  return [...known.sort(newestFirst), ...missing.sort(newestFirst)];
}

function recorded(record: BackupRecord | undefined): Pick<BackupEntry, 'objects' | 'version' | 'lastDrill'> {
  const counts = record?.collections.map((one) => one.objectsAfter ?? one.objects);
  const objects =
    counts?.length && counts.every((one) => one !== undefined)
      ? counts.reduce((sum, one) => sum + (one ?? 0), 0)
      : null;
  const drill = record?.drills.at(-1);
  return {
    objects: objects ?? null,
    version: record?.version ?? null,
    lastDrill: drill ? { at: drill.at, ok: drill.ok } : null,
  };
}

/** `3 h ago`. */
export function ageText(at: string, now: number): string {
  return `${periodText(Math.max(1, (now - Date.parse(at)) / 1000))} ago`;
}

/** The list as a table. */
export function listText(entries: readonly BackupEntry[], now: number): string {
  const rows = [
    ['ID', 'STATE', 'SIZE', 'OBJECTS', 'MADE', 'DRILL'],
    ...entries.map(({ id, state, size, objects, startedAt, lastDrill }) => [
      id,
      state,
      size === null ? '-' : transferText(size, undefined, undefined),
      objects === null ? '-' : objects.toLocaleString('en-US'),
      startedAt === null ? '-' : ageText(startedAt, now),
      lastDrill === null ? '-' : `${lastDrill.ok ? 'passed' : 'failed'} ${ageText(lastDrill.at, now)}`,
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
