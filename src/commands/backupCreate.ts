import { createBackup } from '../backup/createBackup.ts';
import { pruneBackups } from '../backup/pruneBackups.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { FlagValues } from '../options/flags.ts';
import { type BackupOptions, withBackups } from './backupSession.ts';

export interface BackupCreateOptions extends BackupOptions {
  readonly id?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly incremental?: boolean;
  readonly keep?: string;
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
  const keep = options.keep === undefined ? undefined : numberOfBackups(options.keep);
  const record = await withBackups({ ...context, out }, flags, options, async (session) => {
    const request = { id, include, exclude, isIncremental: incremental, isScheduled: keep !== undefined };
    const made = await createBackup(session, request);
    if (keep !== undefined) await pruneBackups(session, keep);
    return made;
  });
  if (out.json) {
    const { drills: _, ...shown } = record;
    out.report(shown);
  } else out.say(`Restore it: bindstack restore ${record.id}`);
}

/** The value of `--keep`. @throws Failure (usage) */
export function numberOfBackups(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new Failure('usage', {
    code: 'bad-value',
    message: `--keep ${text} is not a number of backups above 0`,
    suggestion: '--keep 7',
  });
}
