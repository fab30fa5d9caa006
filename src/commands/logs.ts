import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { FlagValues } from '../options/flags.ts';
import type { RunTarget } from '../options/runTargets.ts';
import { targetForFlags } from './readFlags.ts';

export interface LogsOptions {
  readonly target: RunTarget;
  readonly service?: string;
  readonly tail: string;
  readonly follow?: boolean;
  readonly raw?: boolean;
}

/** `bindstack logs`: prints the logs of the services, with Weaviate's JSON lines made readable. */
export async function logs(context: Context, flags: FlagValues, options: LogsOptions): Promise<void> {
  const { tail } = options;
  if (tail !== 'all' && !/^\d{1,7}$/.test(tail)) {
    throw new Failure('usage', {
      code: 'bad-value',
      message: `--tail: "${tail}" is neither a number of lines nor all`,
      suggestion: '--tail 100',
    });
  }
  const request = {
    service: options.service,
    tail,
    follow: options.follow ?? false,
    raw: options.raw ?? false,
  };
  await (await targetForFlags('logs', options.target, flags)).logs(context, flags, request);
  if (!context.signal.aborted) return;
  // Not an error: Ctrl-C is how to stop following.
  throw new Failure('interrupted', { code: 'interrupted', message: 'interrupted', reported: true });
}
