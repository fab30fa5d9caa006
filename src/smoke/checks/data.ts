import { now } from '../../clock.ts';
import { collectionDefinition, ONLY_VECTOR } from '../../stack/collection.ts';
import {
  asCheckFailure,
  CHECK_WEAVIATE_LOG,
  CheckFailure,
  type ObjectError,
} from '../../weaviate/checkFailure.ts';
import { rest } from '../../weaviate/rest.ts';
import {
  REST_TIMEOUT,
  totalTimeLimit,
  VECTOR_TIME_LIMIT,
  waitDescription,
} from '../../weaviate/timeLimits.ts';
import { batches, modalitiesIn, type SmokeObjects } from '../objects.ts';
import { ownerDescription, removeOrphans } from '../orphans.ts';
import { verifyVectors } from '../vectors.ts';
import { type CheckOutcome, type SmokeCheck, type SmokeState, sessionOf } from './check.ts';

async function create(state: SmokeState): Promise<CheckOutcome> {
  await removeOrphans(state.target);
  // A collection that is kept belongs to the user: no later test may remove it.
  const description = state.keep ? undefined : await ownerDescription();
  const definition = {
    ...collectionDefinition(state.config),
    class: state.collection,
    ...(description !== undefined && { description }),
  };
  // From here on it may exist, even if the response is lost.
  state.created = true;
  try {
    await rest(state.target, 'POST', '/v1/schema', definition, REST_TIMEOUT);
  } catch (error) {
    // A key without permission has not created it, and cannot remove it either.
    if (error instanceof CheckFailure && error.layer === 'authentication') state.created = false;
    throw error;
  }
  return `collection ${state.collection} (${state.config.collection.vectors} vectors)`;
}

async function importObjects(state: SmokeState): Promise<CheckOutcome> {
  const { objects } = state.objects;
  const started = now();
  let firstBatch = '';
  const errors: ObjectError[] = [];
  for (const batch of batches(objects)) {
    const modalities = new Set(batch.flatMap(modalitiesIn));
    state.onWaiting([...modalities].map(waitDescription).join(', '));
    errors.push(...(await sessionOf(state).import(batch)));
    firstBatch ||= `the first after ${now() - started} ms`;
  }
  const [error] = errors;
  if (!error) return `${objects.length} objects, ${firstBatch}`;
  const { layer, reason, suggestion } = asCheckFailure(new Error(error.message), 'module');
  const count = `${errors.length} of ${objects.length} objects were rejected`;
  throw new CheckFailure(layer, `${reason} (${count})`, suggestion, errors);
}

async function count(state: SmokeState): Promise<CheckOutcome> {
  const found = await sessionOf(state).count();
  const { length } = state.objects.objects;
  if (found === length) return `${found} objects are stored`;
  throw new CheckFailure(
    'collection',
    `${found} objects are stored instead of ${length}`,
    CHECK_WEAVIATE_LOG,
  );
}

async function vectors(state: SmokeState): Promise<CheckOutcome> {
  const { modalities, vectors: mode } = state.config.collection;
  return verifyVectors(await sessionOf(state).stored(), mode === 'separate' ? modalities : [ONLY_VECTOR]);
}

export const createCheck: SmokeCheck = { id: 'create', layer: 'collection', essential: true, run: create };

/** From creating the collection to reading the stored vectors. */
export function dataChecks({ objects }: SmokeObjects): SmokeCheck[] {
  // The first request may have to wait until the model is warm.
  const timeLimit = VECTOR_TIME_LIMIT.text + totalTimeLimit(objects.flatMap(modalitiesIn));
  return [
    createCheck,
    { id: 'import', layer: 'module', essential: true, timeLimit, run: importObjects },
    { id: 'count', layer: 'collection', run: count },
    { id: 'vectors', layer: 'module', run: vectors },
  ];
}
