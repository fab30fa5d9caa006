import { now, sleep } from '../clock.ts';
import { CheckFailure } from '../weaviate/checkFailure.ts';
import { hasEnded, type OperationStatus } from './backupApi.ts';

/** Milliseconds between two questions. */
const INTERVAL = 300;

/** Milliseconds for a server that has stopped to come back. */
const OUTAGE = 60_000;

export type Ending =
  | { readonly kind: 'ended'; readonly status: OperationStatus }
  /** Weaviate stopped meanwhile. It does not continue after a restart, but still reports the old state (measured). */
  | { readonly kind: 'restarted'; readonly status: OperationStatus }
  | { readonly kind: 'gone'; readonly reason: string };

interface WaitOptions {
  /** Called after each answer. */
  readonly onStatus?: (status: OperationStatus) => Promise<void>;
  /** Whether a server that does not answer will not come back. */
  readonly hasExited?: (() => Promise<boolean>) | undefined;
}

/**
 * Waits until a backup or a restore has ended.
 * @param read asks for its state
 */
export async function waitForOperation(
  read: (signal: AbortSignal) => Promise<OperationStatus>,
  signal: AbortSignal,
  { onStatus, hasExited }: WaitOptions = {},
): Promise<Ending> {
  let outageSince: number | undefined;
  let hadOutage = false;
  for (;;) {
    signal.throwIfAborted();
    try {
      const status = await read(signal);
      outageSince = undefined;
      if (hasEnded(status)) return { kind: 'ended', status };
      if (hadOutage) return { kind: 'restarted', status };
      await onStatus?.(status);
    } catch (error) {
      signal.throwIfAborted();
      // A server that is starting refuses connections first, then some requests.
      if (!hadOutage && !(error instanceof CheckFailure && error.layer === 'network')) throw error;
      hadOutage = true;
      outageSince ??= now();
      const reason = error instanceof CheckFailure ? error.reason : String(error);
      if (now() - outageSince > OUTAGE || (await hasExited?.())) return { kind: 'gone', reason };
    }
    await sleep(INTERVAL, signal);
  }
}
