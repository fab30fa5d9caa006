import type { Finding } from '../cause.ts';
import type { Scene } from '../scene.ts';

export const INTERRUPTED = 'interrupted';

/** Compose 2.26 says `canceled` then, and 2.40 nothing; the exit code is 130 in both. */
const INTERRUPTED_EXIT = 130;

/** That the user ended the launch explains all that is unfinished. */
export function interrupted({ observation }: Scene): Finding | undefined {
  const { interrupted: isSo, command, target } = observation;
  if (isSo !== true && command?.exitCode !== INTERRUPTED_EXIT) return undefined;
  return {
    service: null,
    message: 'the launch was interrupted',
    cause: 'Somebody ended it (Ctrl-C, or a signal) before it was done.',
    suggestion:
      target !== 'compose'
        ? `bindstack up --target ${target} starts again`
        : 'bindstack up starts again; docker compose down removes containers that it may have left',
  };
}
