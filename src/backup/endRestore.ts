import { withDeadline } from '../clock.ts';
import type { BackupApi } from './backupApi.ts';
import { waitForOperation } from './waitForOperation.ts';

/** Milliseconds for a restore to be canceled, or to end if it is too late for that. */
const CANCEL_TIMEOUT = 60_000;

/** Cancels a restore if it runs, and waits until it has ended. */
export async function endRestore(api: BackupApi, id: string, signal?: AbortSignal): Promise<void> {
  try {
    await api.cancelRestore(id);
    await withDeadline(CANCEL_TIMEOUT, signal, (limit) =>
      waitForOperation((each) => api.restoreStatus(id, each), limit),
    );
  } catch {
    // It does not run any more, or the next restore says what is wrong.
    signal?.throwIfAborted();
  }
}
