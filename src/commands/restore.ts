import { restoreBackup } from '../backup/restoreBackup.ts';
import type { Context } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import { type BackupOptions, withBackups } from './backupSession.ts';

export interface RestoreOptions extends BackupOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly replace?: boolean;
  readonly yes?: boolean;
  readonly progress?: 'text' | 'json';
}

/** `bindstack restore`: restores a backup into a running stack. */
export async function restore(
  context: Context,
  flags: FlagValues,
  options: RestoreOptions,
  id: string,
): Promise<void> {
  const out = options.progress === 'json' ? context.out.withJsonLines() : context.out;
  const { include, exclude, replace = false, yes = false } = options;
  const prompt = await context.prompt();
  const ask =
    prompt &&
    (async (collections: readonly string[]) =>
      prompt.confirm({
        message: `Replace ${collections.join(', ')}? A backup of what is there now is made first.`,
        default: false,
      }));
  const report = await withBackups({ ...context, out }, flags, options, async (session) =>
    restoreBackup(session, {
      id,
      include,
      exclude,
      // `--replace` says what to do; on a terminal, it is still asked, unless `--yes` is given too.
      replace: replace && (yes || prompt === undefined),
      confirm: ask,
    }),
  );
  if (out.json) out.report(report);
  else if (report.safety !== null) out.say(`What was there before is in the backup ${report.safety}.`);
}
