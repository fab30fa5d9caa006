import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { FlagValues } from '../options/flags.ts';
import { type RunTarget, targetFlag } from '../options/runTargets.ts';
import { targetForFlags } from './readFlags.ts';

export interface DestroyOptions {
  readonly target: RunTarget;
  readonly yes?: boolean;
  readonly backups?: boolean;
}

/** `bindstack destroy`: stops the stack of this directory and deletes its data, after confirmation. */
export async function destroy(
  context: Context,
  flags: FlagValues,
  { target, yes, backups = false }: DestroyOptions,
): Promise<void> {
  const { out } = context;
  const { planDestroy } = await targetForFlags('destroy', target, flags);
  const { parts, kept, run } = await planDestroy(context, flags, { backups });
  const sayKept = () => {
    if (kept.length === 0) return;
    out.say('This stays:');
    for (const part of kept) out.say(`  ${part}`);
    out.say(`To delete the backups too: bindstack destroy${targetFlag(target)} --backups`);
  };
  if (parts.length === 0) {
    if (out.json) {
      out.data(JSON.stringify({ target, removed: [], kept }));
      return;
    }
    out.say('There is nothing to delete.');
    sayKept();
    return;
  }
  if (!out.json) {
    out.say('This deletes:');
    for (const part of parts) out.say(`  ${part}`);
    sayKept();
  }
  if (yes !== true) await askToDelete(context, target);
  await run();
  if (out.json) out.data(JSON.stringify({ target, removed: parts, kept }));
  else out.say('Deleted. The generated files are still there.');
}

async function askToDelete(context: Pick<Context, 'prompt'>, target: RunTarget): Promise<void> {
  const prompt = await context.prompt();
  if (!prompt) {
    throw new Failure('usage', {
      code: 'not-confirmed',
      message: 'destroy deletes data, and cannot ask for confirmation without a terminal',
      suggestion: `bindstack destroy${targetFlag(target)} --yes`,
    });
  }
  if (await prompt.confirm({ message: 'Delete all of it?', default: false })) return;
  throw new Failure('refused', { code: 'not-confirmed', message: 'nothing was deleted' });
}
