import { sleep } from '../clock.ts';
import { RestError } from '../weaviate/rest.ts';
import { busyWith } from './explained.ts';
import type { RestoreRecord } from './restoreRecord.ts';
import type { BackupSession } from './session.ts';
import { waitForOperation } from './waitForOperation.ts';

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

/** Milliseconds for a restore to be canceled, or to end if it is too late for that. */
const CANCEL_TIMEOUT = 60_000;

/** Ends a restore whose command was killed: its collections must not appear after those that are there were deleted. */
export async function endRestore(session: BackupSession, { id }: RestoreRecord): Promise<void> {
  const { api, out, signal } = session;
  const step = out.step(`ending the interrupted restore of ${id}`);
  try {
    await api.cancelRestore(id);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(CANCEL_TIMEOUT)]);
    await waitForOperation((each) => api.restoreStatus(id, each), limit);
  } catch {
    // It does not run any more, or the next restore says what is wrong.
    signal.throwIfAborted();
  } finally {
    step.drop();
  }
}
