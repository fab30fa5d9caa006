import { deleteBackup, planDeletion } from '../backup/deleteBackup.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { FlagValues } from '../options/flags.ts';
import { type BackupOptions, withBackups } from './backupSession.ts';

export interface BackupDeleteOptions extends BackupOptions {
  readonly yes?: boolean;
}

/** `bindstack backup delete`: deletes a backup, or cancels one that is running. */
export async function backupDelete(
  context: Context,
  flags: FlagValues,
  options: BackupDeleteOptions,
  id: string,
): Promise<void> {
  const { out } = context;
  await withBackups(context, flags, options, async (session) => {
    const deletion = await planDeletion(session, id);
    if (options.yes !== true) await ask(context, id);
    await deleteBackup(session, deletion);
  });
  if (out.json) out.report({ deleted: id });
  else out.say(`Deleted ${id}.`);
}

async function ask(context: Pick<Context, 'prompt'>, id: string): Promise<void> {
  const prompt = await context.prompt();
  if (!prompt) {
    throw new Failure('usage', {
      code: 'not-confirmed',
      message: 'backup delete cannot ask for confirmation without a terminal',
      suggestion: `bindstack backup delete ${id} --yes`,
    });
  }
  if (await prompt.confirm({ message: `Delete the backup ${id}?`, default: false })) return;
  throw new Failure('refused', { code: 'not-confirmed', message: 'nothing was deleted' });
}
