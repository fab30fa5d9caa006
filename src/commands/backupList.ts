import { asFailure } from '../backup/explained.ts';
import { entriesOf, listText } from '../backup/listedBackups.ts';
import { readBackupRecords } from '../backup/record.ts';
import type { Context } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import { type BackupOptions, withBackups } from './backupSession.ts';
import { warnAboutRestore } from './lastBackups.ts';

/** `bindstack backup list`: shows the backups of a stack, newest first. */
export async function backupList(context: Context, flags: FlagValues, options: BackupOptions): Promise<void> {
  const { out, cwd } = context;
  const [entries, backend] = await withBackups(context, flags, options, async ({ api, backend, signal }) => {
    const records = (await readBackupRecords(cwd)).filter((one) => one.backend === backend.name);
    const listed = await api.list(signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw asFailure(error, 'cannot list the backups');
    });
    return [entriesOf(listed, records), backend.name] as const;
  });
  await warnAboutRestore(context);
  if (out.json) out.report({ backend, backups: entries });
  else if (entries.length === 0) out.say('There are no backups yet. Make one: bindstack backup create');
  else out.show(listText(entries, Date.now()));
}
