import { randomUUID } from 'node:crypto';
import { isStubModel } from '../../facts/imageBind/answers.ts';
import { type MediaModality, VECTOR_DIMENSIONS } from '../../facts/modalities.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { comesFirst, judgeMeaning, type Verdicts } from '../crossModal.ts';
import { type Pair, PICTURES, SOUNDS } from '../media/meaning.ts';
import type { SmokeObject } from '../objects.ts';
import { type Check, connected, type Seen, type SmokeState } from './check.ts';

/** More than the test has objects. */
const ALL = 100;

/** Texts find what they describe, before other media of its kind. */
async function run(state: SmokeState): Promise<Seen> {
  if (isStubModel(state.meta?.modules[BIND_MODULE]?.['model'])) {
    return { skipped: 'the stand-in gives vectors without meaning' };
  }
  const { modalities } = state.config.collection;
  if (!modalities.includes('image') && !modalities.includes('audio')) {
    return { skipped: 'needs image or audio: of the others no sample can be made that is unmistakable' };
  }
  const pictures = modalities.includes('image') ? await found(state, 'image', PICTURES) : [];
  const sounds = modalities.includes('audio') ? await found(state, 'audio', SOUNDS) : [];
  return judgeMeaning(pictures, sounds);
}

/** Stores the media of some pairs, and searches with their texts. */
async function found(state: SmokeState, modality: MediaModality, pairs: readonly Pair[]): Promise<Verdicts> {
  const ids: string[] = [];
  for (const pair of pairs) ids.push(await store(state, modality, pair));
  const verdicts: boolean[] = [];
  for (const [i, { text }] of pairs.entries()) {
    const hits = await connected(state).nearText(text, { limit: ALL, vector: modality });
    verdicts.push(comesFirst(hits, ids[i] ?? '', ids));
  }
  return verdicts;
}

/**
 * An object with this medium alone: in one vector, weights or not, its direction is that of the medium. Where
 * each field has a vector, the others get one of their own, since Weaviate loses an object without.
 */
async function store(state: SmokeState, modality: MediaModality, { text, medium }: Pair): Promise<string> {
  const properties = { title: text, [modality]: medium().toString('base64') };
  const object: SmokeObject = { id: randomUUID(), title: text, properties };
  const { modalities, vectors } = state.config.collection;
  if (vectors !== 'separate') await connected(state).importOne(object);
  else {
    const others = modalities.filter((other) => other !== modality);
    const vector = Array.from({ length: VECTOR_DIMENSIONS }, (_, i) => Math.cos((i + 1) ** 2));
    await connected(state).insertWithVector(object, others, vector);
  }
  return object.id;
}

export const crossModalCheck: Check = { id: 'cross-modal', layer: 'inference', run };
