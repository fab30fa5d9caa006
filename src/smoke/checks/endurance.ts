import { sleep } from '../../clock.ts';
import { reasonOf } from '../../errors.ts';
import { asCheckFailure, CheckFailure } from '../../weaviate/checkFailure.ts';
import { VECTOR_TIME_LIMIT } from '../../weaviate/timeLimits.ts';
import { type CheckOutcome, type SmokeCheck, type SmokeState, sessionOf } from './check.ts';
import { searchSample } from './search.ts';

/** uvicorn closes idle connections after 5 s, while Weaviate keeps them for 90 s. */
const IDLE_MS = 8000;

/** The cheapest search: the first modality of the collection. */
function search(state: SmokeState): Promise<string> {
  return searchSample(state, state.config.collection.modalities[0] ?? 'text');
}

async function idle(state: SmokeState): Promise<CheckOutcome> {
  state.onWaiting(`${IDLE_MS / 1000} s without requests`);
  await sleep(IDLE_MS, state.signal);
  try {
    return `after ${IDLE_MS / 1000} s without requests: ${await search(state)}`;
  } catch (error) {
    const failure = asCheckFailure(error, 'inference');
    if (failure.layer !== 'inference') throw failure;
    throw new CheckFailure(
      'inference',
      `the first request after ${IDLE_MS / 1000} s without requests fails: ${failure.message}`,
      'upgrade to Weaviate 1.38.11 or newer, which retries such a request (1.37.10 does not), or retry in your application: the inference server closes idle connections that Weaviate reuses',
    );
  }
}

async function restart(
  state: SmokeState,
  restartStack: (signal: AbortSignal) => Promise<void>,
): Promise<CheckOutcome> {
  state.onWaiting('the stack to restart');
  await restartStack(state.signal);
  const session = sessionOf(state);
  await session.reconnect();
  const found = await session.count().catch((error: unknown) => {
    // Weaviate's messages for a collection that no longer exists.
    if (/could not find class|class not found/i.test(reasonOf(error))) return 0;
    throw error;
  });
  const { length } = state.objects.objects;
  if (found < length) {
    throw new CheckFailure(
      'collection',
      `${found} of ${length} objects are left after a restart`,
      'store the data in a volume or a directory: bindstack generate --persistence volume',
    );
  }
  return `after a restart: all ${found} objects are there, and the search ${await search(state)}`;
}

/** Checks that take time or disrupt the stack; enabled with --idle and --restart. */
export function enduranceChecks({
  idle: includesIdle,
  restart: restartStack,
}: {
  readonly idle?: boolean;
  readonly restart?: ((signal: AbortSignal) => Promise<void>) | undefined;
}): SmokeCheck[] {
  return [
    ...(includesIdle
      ? [
          {
            id: 'idle',
            layer: 'inference',
            timeLimit: IDLE_MS + VECTOR_TIME_LIMIT.video,
            run: idle,
          } as const,
        ]
      : []),
    ...(restartStack
      ? [
          {
            id: 'restart',
            layer: 'collection',
            run: (state: SmokeState) => restart(state, restartStack),
          } as const,
        ]
      : []),
  ];
}
