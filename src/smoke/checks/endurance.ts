import { sleep } from '../../clock.ts';
import { reasonOf } from '../../errors.ts';
import { VECTOR_TIME_LIMIT } from '../budgets.ts';
import { asCheckFailure, CheckFailure } from '../checkFailure.ts';
import { type CheckOutcome, type SmokeCheck, type SmokeState, sessionOf } from './check.ts';
import { searchSample } from './search.ts';

/** Milliseconds: uvicorn closes a connection after 5 s of silence, and Weaviate keeps it for 90 s. */
const IDLE_MS = 8000;

/** The cheapest search: the first modality of the collection. */
function search(state: SmokeState): Promise<string> {
  return searchSample(state, state.config.collection.modalities[0] ?? 'text');
}

async function idle(state: SmokeState): Promise<CheckOutcome> {
  state.onWaiting(`${IDLE_MS / 1000} s of silence`);
  await sleep(IDLE_MS, state.signal);
  try {
    return `after ${IDLE_MS / 1000} s of silence ${await search(state)}`;
  } catch (error) {
    const failure = asCheckFailure(error, 'inference');
    if (failure.layer !== 'inference') throw failure;
    throw new CheckFailure(
      'inference',
      `the first request after ${IDLE_MS / 1000} s of silence fails: ${failure.message}`,
      'the inference server closes idle connections that Weaviate uses again: Weaviate 1.38.11 and newer send such a request again (1.37.10 does not); otherwise applications must',
    );
  }
}

async function restart(
  state: SmokeState,
  act: (signal: AbortSignal) => Promise<void>,
): Promise<CheckOutcome> {
  state.onWaiting('the stack, which starts again');
  await act(state.signal);
  const session = sessionOf(state);
  await session.reconnect();
  const found = await session.count().catch((error: unknown) => {
    // Weaviate's words for a collection that is gone.
    if (/could not find class|class not found/i.test(reasonOf(error))) return 0;
    throw error;
  });
  const { length } = state.objects.objects;
  if (found < length) {
    throw new CheckFailure(
      'collection',
      `${found} of ${length} objects are left after a restart`,
      'data must lie in a volume or a directory: bindstack generate --persistence volume',
    );
  }
  return `after a restart ${found} objects are there, and the search ${await search(state)}`;
}

/** What only time or an accident shows: asked for by --idle and --restart. */
export function enduranceChecks({
  idle: wait,
  restart: act,
}: {
  readonly idle?: boolean;
  readonly restart?: ((signal: AbortSignal) => Promise<void>) | undefined;
}): SmokeCheck[] {
  return [
    ...(wait
      ? [{ id: 'idle', layer: 'inference', timeLimit: IDLE_MS + VECTOR_TIME_LIMIT.video, run: idle } as const]
      : []),
    ...(act
      ? [{ id: 'restart', layer: 'collection', run: (state: SmokeState) => restart(state, act) } as const]
      : []),
  ];
}
