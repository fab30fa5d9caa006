import { now, orAborted, sleep } from '../clock.ts';
import { Failure } from '../errors.ts';
import { asCheckFailure } from '../weaviate/checkFailure.ts';
import { RestError } from '../weaviate/rest.ts';

/** How an import waits for servers that restart. */
export interface Patience {
  /** Milliseconds to wait for a server that does not respond. */
  readonly longest: number;
  /** Milliseconds before the second attempt; each pause is twice as long as the one before. */
  readonly firstPause: number;
  readonly signal: AbortSignal;
  /** Is called with what does not respond, and with undefined when it does again. */
  readonly onWaiting: (server: string | undefined) => void;
}

export const PATIENCE = {
  // A model takes up to a minute to load on two cores, and a pod may have to be scheduled first.
  longest: 600_000,
  firstPause: 1000,
};

/** Milliseconds between two attempts, at most. */
const LONGEST_PAUSE = 60_000;

/** Milliseconds to wait after an attempt. @param attempt from 0 */
export const pauseAfter = (attempt: number, firstPause: number) =>
  Math.min(LONGEST_PAUSE, firstPause * 2 ** attempt);

/**
 * Weaviate's errors for single objects and queries while a node stops or starts: it leaves the cluster first, then
 * cancels what it does, and closes its ports last (adapters/handlers/rest/configure_api.go).
 */
const STOPPING =
  /resolve node name|shut(?:ting)? ?down|already (?:shut|closed)|(?:store|index|collection) is closed|shard is not ready|leader not found|context canceled/i;

/** Whether a message says that a node stops or starts, and not what is wrong with an object. */
export const isStopping = (message: string) => STOPPING.test(message);

/** Whether an error says that Weaviate is away, and not what is wrong with the request. */
function isAway(error: unknown): boolean {
  const { layer, message } = asCheckFailure(error, 'collection');
  const isGateway = error instanceof RestError && error.status >= 502;
  return isGateway || layer === 'network' || layer === 'gRPC' || isStopping(message);
}

/**
 * Repeats a request, with growing pauses, while Weaviate restarts or the network does not work.
 * @param request is told whether it is repeated, and thus needs a new connection
 * @param isPassing whether an error may not come again
 * @throws Failure if Weaviate does not come back; the error of the request if it would come again; the error of the
 * signal if it is aborted
 */
export async function patiently<T>(
  { longest, firstPause, signal, onWaiting }: Patience,
  request: (isRepeated: boolean) => Promise<T>,
  isPassing: (error: unknown) => boolean = isAway,
): Promise<T> {
  const end = now() + longest;
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      const result = await orAborted(request(attempt > 0), signal);
      if (attempt > 0) onWaiting(undefined);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      if (now() >= end) throw gaveUp('Weaviate', asCheckFailure(error, 'gRPC').reason);
    }
    onWaiting('Weaviate');
    await sleep(pauseAfter(attempt, firstPause), signal);
  }
}

/** What a user does after an import has stopped. */
export const GO_ON = 'then run the same command again: it continues where it stopped';

export const gaveUp = (server: string, reason: string) =>
  new Failure('failed', {
    code: 'not-running',
    message: `${server} did not come back`,
    detail: reason,
    suggestion: `to see why, bindstack status; ${GO_ON}`,
  });
