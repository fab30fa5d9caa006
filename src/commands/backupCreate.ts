import { createBackup } from '../backup/createBackup.ts';
import type { Context } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import { type BackupOptions, withBackups } from './backupSession.ts';

export interface BackupCreateOptions extends BackupOptions {
  readonly id?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly incremental?: boolean;
  readonly progress?: 'text' | 'json';
}

/** `bindstack backup create`: makes a backup of a running stack. */
export async function backupCreate(
  context: Context,
  flags: FlagValues,
  options: BackupCreateOptions,
): Promise<void> {
  const out = options.progress === 'json' ? context.out.withJsonLines() : context.out;
  const { id, include, exclude, incremental = false } = options;
  const record = await withBackups({ ...context, out }, flags, options, (session) =>
    createBackup(session, { id, include, exclude, isIncremental: incremental }),
  );
  if (out.json) {
    const { drills: _, ...shown } = record;
    out.report(shown);
  } else out.say(`Restore it: bindstack restore ${record.id}`);
}
