import type { Context } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import type { RunTarget } from '../options/runTargets.ts';
import { targetForFlags } from './readFlags.ts';

export interface DownOptions {
  readonly target: RunTarget;
}

/** `bindstack down`: stops the stack of this directory and keeps its data. */
export async function down(context: Context, flags: FlagValues, { target }: DownOptions): Promise<void> {
  const { out } = context;
  const stopped = await (await targetForFlags('down', target, flags)).down(context, flags);
  if (out.json) out.data(JSON.stringify({ target, stopped }));
  else out.say(stopped.length === 0 ? 'Nothing was running.' : 'The data is kept.');
}
