import type { FlagValues } from '../config/given.ts';
import type { Context } from '../context.ts';
import { downCompose } from '../targets/compose/downCompose.ts';
import { downEmbedded } from '../targets/embedded/downEmbedded.ts';
import { downHelm } from '../targets/helm/downHelm.ts';
import type { RunTarget } from '../targets/shared/runTarget.ts';
import { configOfRelease } from './readFlags.ts';

export interface DownOptions {
  readonly target: RunTarget;
}

/** `bindstack down`: stops the stack of this directory and keeps its data. */
export async function down(context: Context, flags: FlagValues, { target }: DownOptions): Promise<void> {
  const { out } = context;
  const config = await configOfRelease('down', context, flags, target);
  const stopped = await (config
    ? downHelm(context, config)
    : target === 'embedded'
      ? downEmbedded(context)
      : downCompose(context));
  if (out.json) out.data(JSON.stringify({ target, stopped }));
  else out.say(stopped.length === 0 ? 'Nothing was running.' : 'The data are kept.');
}
