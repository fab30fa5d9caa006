import { sleep } from '../clock.ts';
import { RestError } from '../weaviate/rest.ts';
import { busyWith } from './explained.ts';
import type { BackupSession } from './session.ts';

/** Milliseconds between two attempts. */
const INTERVAL = 1000;

/**
 * Starts a backup or a restore. Weaviate does one at a time, and goes on with one whose command was killed: that one is
 * waited for.
 */
export async function whenIdle<Result>(
  { out, signal }: Pick<BackupSession, 'out' | 'signal'>,
  start: () => Promise<Result>,
): Promise<Result> {
  let waiting: { drop(): void } | undefined;
  try {
    for (;;) {
      try {
        return await start();
      } catch (error) {
        const busy = error instanceof RestError ? busyWith(error.reason) : undefined;
        if (busy === undefined) throw error;
        waiting ??= out.step(`waiting until Weaviate has finished ${busy}`);
        await sleep(INTERVAL, signal);
      }
    }
  } finally {
    waiting?.drop();
  }
}
