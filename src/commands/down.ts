import type { FlagValues } from '../config/given.ts';
import type { Context } from '../context.ts';
import { downCompose } from '../launch/downCompose.ts';
import { downEmbedded } from '../launch/downEmbedded.ts';
import type { RunTarget } from '../launch/runTarget.ts';

export interface DownOptions {
  readonly target: RunTarget;
}

/** `bindstack down`: stops the stack of this directory and keeps its data. */
export async function down(context: Context, _flags: FlagValues, { target }: DownOptions): Promise<void> {
  const { out } = context;
  const stopped = await (target === 'embedded' ? downEmbedded(context) : downCompose(context));
  if (out.json) out.data(JSON.stringify({ target, stopped }));
  else out.say(stopped.length === 0 ? 'Nothing was running.' : 'The data are kept.');
}
