import { Failure } from '../../errors.ts';
import { problemOf } from '../../import/objectErrors.ts';
import { ObjectSender, SENDER_LIMITS, type SenderLimits } from '../../import/objectSender.ts';
import { PATIENCE } from '../../import/patience.ts';
import { weaviateStore } from '../../import/weaviateStore.ts';
import { type MediaProblem, mediaError } from '../../media/mediaProblem.ts';
import { ONLY_VECTOR } from '../../stack/collection.ts';
import { asCheckFailure } from '../../weaviate/checkFailure.ts';
import { type SmokeState, sessionOf } from '../checks/check.ts';
import { verifyVectors } from '../vectors.ts';
import { type MediaItem, objectOf } from './mediaFolder.ts';
import { type FileFinding, findingOf } from './mediaReport.ts';

interface Imported {
  readonly stored: readonly MediaItem[];
  readonly problems: readonly FileFinding[];
}

const LIMITS: SenderLimits = { ...SENDER_LIMITS, objects: 1 };

// The real server loads its model in 35 to 51 s on two cores, and the restart itself may be delayed.
const WAITS = { ...PATIENCE, longest: 180_000 };

/**
 * Imports the items as `bindstack import` does, but one object per request, because a test tells most about each file on
 * its own. Then reads back the vectors, because Weaviate silently stores objects without a vector.
 */
export async function importItems(
  items: readonly MediaItem[],
  state: SmokeState,
  store = weaviateStore(sessionOf(state), state.target, state.signal),
  waits = WAITS,
): Promise<Imported> {
  const { signal, onWaiting } = state;
  const patience = { ...waits, signal, onWaiting: (server?: string) => server && onWaiting(server) };
  const sender = new ObjectSender(store, patience, LIMITS);
  const results: Promise<MediaProblem | undefined>[] = [];
  for (const item of items) {
    onWaiting(item.title);
    const object = await objectOf(item, state.collection);
    const bytes = Object.values(object.properties).reduce((sum, { length }) => sum + length, 0);
    // `add` waits for room, and for a server that restarts.
    const added = await sender
      .add(object, bytes)
      .catch((error: unknown) => ({ result: Promise.reject(error) }));
    const result = added.result.then(
      (failure) => (failure ? problemOf(failure) : vectorProblem(object.id, state)),
      (error: unknown) => notImported(error, signal),
    );
    // It is awaited after all others are queued.
    result.catch(() => {});
    results.push(result);
  }
  const problems = await Promise.all(results);
  // The last file may have crashed the inference server, which the searches need.
  if (problems.some(Boolean)) await sender.inferenceIsBack().catch(() => signal.throwIfAborted());
  return {
    stored: items.filter((_, i) => problems[i] === undefined),
    problems: items.flatMap(({ title }, i) => {
      const problem = problems[i];
      return problem ? [findingOf(title, problem)] : [];
    }),
  };
}

async function vectorProblem(id: string, state: SmokeState): Promise<MediaProblem | undefined> {
  const { modalities, vectors } = state.config.collection;
  try {
    const stored = await sessionOf(state).vectorsOf(id);
    verifyVectors([{ id, vectors: stored }], vectors === 'separate' ? modalities : [ONLY_VECTOR]);
    return undefined;
  } catch (error) {
    state.signal.throwIfAborted();
    return problemOf(asCheckFailure(error, 'module'));
  }
}

/** @throws the error, unless it says that a server did not come back, or that Weaviate stores nothing any more */
function notImported(error: unknown, signal: AbortSignal): MediaProblem {
  signal.throwIfAborted();
  if (!(error instanceof Failure)) throw error;
  return mediaError(
    'was not imported',
    [error.message, error.detail].filter((part) => part !== undefined).join(': '),
    'to see why, bindstack status; then run the test again without the file that ended the server',
  );
}
