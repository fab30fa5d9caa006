import { now } from '../../clock.ts';
import { collectionDefinition, ONLY_VECTOR } from '../../stack/collection.ts';
import { REST_TIMEOUT, totalTimeLimit, VECTOR_TIME_LIMIT, waitDescription } from '../budgets.ts';
import { asCheckFailure, CheckFailure, type ObjectError } from '../checkFailure.ts';
import { batches, modalitiesIn, type SmokeObjects } from '../objects.ts';
import { ownerDescription, removeOrphans } from '../orphans.ts';
import { rest } from '../rest.ts';
import { verifyVectors } from '../vectors.ts';
import { type CheckOutcome, type SmokeCheck, type SmokeState, sessionOf } from './check.ts';

async function create(state: SmokeState): Promise<CheckOutcome> {
  await removeOrphans(state.target);
  // One that is kept belongs to the user.
  const description = state.keep ? undefined : await ownerDescription();
  const definition = {
    ...collectionDefinition(state.config),
    class: state.collection,
    ...(description !== undefined && { description }),
  };
  // From here on it may exist, even if the answer gets lost.
  state.created = true;
  try {
    await rest(state.target, 'POST', '/v1/schema', definition, REST_TIMEOUT);
  } catch (error) {
    // Who may not make it has not made it, and may not remove it either.
    if (error instanceof CheckFailure && error.layer === 'authentication') state.created = false;
    throw error;
  }
  return `collection ${state.collection} (${state.config.collection.vectors})`;
}

async function importObjects(state: SmokeState): Promise<CheckOutcome> {
  const { objects } = state.objects;
  const started = now();
  let first = '';
  const errors: ObjectError[] = [];
  for (const batch of batches(objects)) {
    const kinds = new Set(batch.flatMap(modalitiesIn));
    state.onWaiting([...kinds].map(waitDescription).join(', '));
    errors.push(...(await sessionOf(state).import(batch)));
    first ||= `the first one after ${now() - started} ms`;
  }
  const [error] = errors;
  if (!error) return `${objects.length} objects, ${first}`;
  const told = asCheckFailure(new Error(error.message), 'module');
  const seen = told.message.slice(told.layer.length + 2);
  const count = `${errors.length} of ${objects.length} objects were refused`;
  throw new CheckFailure(told.layer, `${seen} (${count})`, told.suggestion, errors);
}

async function count(state: SmokeState): Promise<CheckOutcome> {
  const found = await sessionOf(state).count();
  const { length } = state.objects.objects;
  if (found === length) return `${found} objects are stored`;
  throw new CheckFailure(
    'collection',
    `${found} objects are stored instead of ${length}`,
    "see Weaviate's log",
  );
}

async function vectors(state: SmokeState): Promise<CheckOutcome> {
  const { modalities, vectors: kind } = state.config.collection;
  return verifyVectors(await sessionOf(state).stored(), kind === 'separate' ? modalities : [ONLY_VECTOR]);
}

export const createCheck: SmokeCheck = { id: 'create', layer: 'collection', essential: true, run: create };

/** From the collection to stored vectors. */
export function dataChecks({ objects }: SmokeObjects): SmokeCheck[] {
  // The first request of all may wait for a model that is still cold.
  const timeLimit = VECTOR_TIME_LIMIT.text + totalTimeLimit(objects.flatMap(modalitiesIn));
  return [
    createCheck,
    { id: 'import', layer: 'module', essential: true, timeLimit, run: importObjects },
    { id: 'count', layer: 'collection', run: count },
    { id: 'vectors', layer: 'module', run: vectors },
  ];
}
