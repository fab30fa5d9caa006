import { type CheckResult, defineCheck } from '../targets/shared/preflight/report.ts';
import { ageText } from './listedBackups.ts';
import type { BackupRecord } from './record.ts';

/** How old the last backup of a directory is, and the last drill that passed. */
export interface LastBackups {
  readonly last: { readonly id: string; readonly at: string } | null;
  readonly lastDrill: { readonly id: string; readonly at: string } | null;
}

/** @param records newest first */
export function lastBackupsOf(records: readonly BackupRecord[]): LastBackups {
  const [last] = records.filter(({ state }) => state === 'complete');
  const drills = records.flatMap(({ id, drills: own }) =>
    own.filter(({ ok }) => ok).map(({ at }) => ({ id, at })),
  );
  const [lastDrill] = drills.sort((one, other) => (one.at < other.at ? 1 : -1));
  return {
    last: last ? { id: last.id, at: last.startedAt } : null,
    lastDrill: lastDrill ?? null,
  };
}

/** `last backup 3 h ago, last drill 2 days ago`. */
export function lastBackupsText({ last, lastDrill }: LastBackups, now: number): string {
  if (last === null) return 'no backup from here yet';
  const drill =
    lastDrill === null ? 'never tried (backup drill)' : `last drill ${ageText(lastDrill.at, now)}`;
  return `last backup ${ageText(last.at, now)}, ${drill}`;
}

/** Milliseconds after which a backup, and a drill, count as old. */
const OLD_BACKUP = 7 * 86_400_000;
const OLD_DRILL = 30 * 86_400_000;

/** A line of `doctor`. */
export function backupCheck(backups: LastBackups, now: number): CheckResult {
  const check = defineCheck('backups', 'Backups', 'a backup of the last 7 days, tried in the last 30 days');
  const found = lastBackupsText(backups, now);
  const { last, lastDrill } = backups;
  if (last === null || now - Date.parse(last.at) > OLD_BACKUP)
    return check.warn(found, 'bindstack backup create, or regularly: bindstack backup schedule');
  if (lastDrill === null || now - Date.parse(lastDrill.at) > OLD_DRILL)
    return check.warn(found, 'bindstack backup drill');
  return check.pass(found);
}
