import { collectionDefinition, ONLY_VECTOR } from '../../stack/collection.ts';
import { CheckFailure } from '../checkFailure.ts';
import { rest } from '../rest.ts';
import { judgeVectors } from '../vectors.ts';
import { type Check, connected, REST_TIMEOUT, type Seen, type SmokeState } from './check.ts';

async function create(state: SmokeState): Promise<Seen> {
  const definition = { ...collectionDefinition(state.config), class: state.collection };
  // From here on it may exist, even if the answer gets lost.
  state.created = true;
  await rest(state.target, 'POST', '/v1/schema', definition, REST_TIMEOUT);
  return `collection ${state.collection} (${state.config.collection.vectors})`;
}

async function importObjects(state: SmokeState): Promise<Seen> {
  const { objects } = state.objects;
  await connected(state).import(objects);
  return `${objects.length} objects`;
}

async function count(state: SmokeState): Promise<Seen> {
  const found = await connected(state).count();
  const { length } = state.objects.objects;
  if (found === length) return `${found} objects are stored`;
  throw new CheckFailure(
    'collection',
    `${found} objects are stored instead of ${length}`,
    "see Weaviate's log",
  );
}

async function vectors(state: SmokeState): Promise<Seen> {
  const { modalities, vectors: kind } = state.config.collection;
  return judgeVectors(await connected(state).stored(), kind === 'separate' ? modalities : [ONLY_VECTOR]);
}

export const createCheck: Check = { id: 'create', layer: 'collection', essential: true, run: create };

/** From the collection to stored vectors. */
export const dataChecks: readonly Check[] = [
  createCheck,
  { id: 'import', layer: 'module', essential: true, run: importObjects },
  { id: 'count', layer: 'collection', run: count },
  { id: 'vectors', layer: 'module', run: vectors },
];
