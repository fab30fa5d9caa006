import { type LastBackups, lastBackupsOf } from '../backup/lastBackups.ts';
import { readBackupRecords } from '../backup/record.ts';
import { readRestoreRecord } from '../backup/restoreRecord.ts';
import { backupModule } from '../capabilities/backup.ts';
import { checkConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import { valuesFor } from '../saved/load.ts';
import type { Target } from '../targets/target.ts';

/** The backups made from a directory; undefined if its stack makes none, and there are none. */
export async function lastBackups(
  context: Pick<Context, 'cwd'>,
  config: StackConfig | undefined,
): Promise<LastBackups | undefined> {
  const records = await readBackupRecords(context.cwd);
  const isOn =
    config !== undefined &&
    (backupModule(config) !== undefined ||
      config.weaviate.modules.some((name) => name.startsWith('backup-')));
  return isOn || records.length > 0 ? lastBackupsOf(records) : undefined;
}

/** The same for the stack of a directory, from what it was started with or what its configuration says. */
export async function lastBackupsHere(
  context: Parameters<Target['runningConfig']>[0],
  flags: FlagValues,
  target: Target,
): Promise<LastBackups | undefined> {
  // An invalid file is reported by commands that need it.
  const given = await valuesFor(context, flags).catch(() => undefined);
  return lastBackups(context, (await target.runningConfig(context)) ?? (given && checkConfig(given).config));
}

/** A state that looks wrong may be that of an interrupted restore. */
export async function warnAboutRestore({ out, cwd }: Pick<Context, 'out' | 'cwd'>): Promise<void> {
  const interrupted = await readRestoreRecord(cwd);
  if (interrupted === undefined) return;
  const { id, safety } = interrupted;
  const back = safety === undefined ? '' : `; what was there before is in the backup ${safety}`;
  out.warn(
    `a restore of ${id} has begun and not ended`,
    `bindstack restore ${id} --replace, unless it is still running${back}`,
  );
}
