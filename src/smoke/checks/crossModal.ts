import { randomUUID } from 'node:crypto';
import { isStubModel } from '../../facts/imageBind/serverErrors.ts';
import { type MediaModality, VECTOR_DIMENSIONS } from '../../facts/modalities.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { CheckFailure } from '../checkFailure.ts';
import type { SmokeObject } from '../objects.ts';
import { CAPTIONED_IMAGES, CAPTIONED_SOUNDS, type CaptionedSample } from '../samples/captioned.ts';
import type { Hit } from '../session.ts';
import { type CheckOutcome, type SmokeCheck, type SmokeState, sessionOf } from './check.ts';

/** More than the test has objects. */
const SEARCH_LIMIT = 100;

/** Texts find what they describe, before other media of its kind. */
async function run(state: SmokeState): Promise<CheckOutcome> {
  if (isStubModel(state.meta?.modules[BIND_MODULE]?.['model'])) {
    return { skipped: 'the stand-in gives vectors without meaning' };
  }
  const { modalities } = state.config.collection;
  if (!modalities.includes('image') && !modalities.includes('audio')) {
    return { skipped: 'needs image or audio: of the others no sample can be made that is unmistakable' };
  }
  const pictures = modalities.includes('image') ? await searchCaptions(state, 'image', CAPTIONED_IMAGES) : [];
  const sounds = modalities.includes('audio') ? await searchCaptions(state, 'audio', CAPTIONED_SOUNDS) : [];
  return evaluateMeaning(pictures, sounds);
}

/** Stores the media of some pairs, and searches with their texts. */
async function searchCaptions(
  state: SmokeState,
  modality: MediaModality,
  pairs: readonly CaptionedSample[],
): Promise<FirstHits> {
  const ids: string[] = [];
  for (const pair of pairs) ids.push(await store(state, modality, pair));
  const verdicts: boolean[] = [];
  for (const [i, { caption }] of pairs.entries()) {
    const hits = await sessionOf(state).nearText(caption, { limit: SEARCH_LIMIT, vector: modality });
    verdicts.push(ranksFirst(hits, ids[i] ?? '', ids));
  }
  return verdicts;
}

/**
 * An object with this medium alone: in one vector, weights or not, its direction is that of the medium. Where
 * each field has a vector, the others get one of their own, since Weaviate loses an object without.
 */
async function store(
  state: SmokeState,
  modality: MediaModality,
  { caption, medium }: CaptionedSample,
): Promise<string> {
  const properties = { title: caption, [modality]: medium().toString('base64') };
  const object: SmokeObject = { id: randomUUID(), title: caption, properties };
  const { modalities, vectors } = state.config.collection;
  if (vectors !== 'separate') await sessionOf(state).importOne(object);
  else {
    const others = modalities.filter((other) => other !== modality);
    const vector = Array.from({ length: VECTOR_DIMENSIONS }, (_, i) => Math.cos((i + 1) ** 2));
    await sessionOf(state).insertWithVector(object, others, vector);
  }
  return object.id;
}

export const crossModalCheck: SmokeCheck = { id: 'cross-modal', layer: 'inference', run };

/** For each text: whether the medium that it describes came first among the media of its kind. */
export type FirstHits = readonly boolean[];

/**
 * Whether a medium comes before the others of its kind: by rank only, since how far a text is from its picture
 * differs from model to model.
 * @param kind ids of all media of the kind; what else was found does not count
 */
export function ranksFirst(hits: readonly Hit[], expected: string, kind: readonly string[]): boolean {
  return hits.find(({ id }) => kind.includes(id))?.id === expected;
}

/** Pictures are told apart for certain; one slip may be the drawing's fault. By chance, 1 in 20 gets so far. */
const MAX_MISSES = 1;

/**
 * Judges what texts have found among four pictures and two sounds. None of it was ever run against the trained
 * weights (they could not be had where this was written), so only pictures can fail the check, and only when most
 * texts miss: a model that answers so has no meaning in it. Sounds that were calculated may mislead a good model:
 * they are told, not judged.
 * @param pictures empty where the collection takes none, likewise sounds
 * @returns what was seen, or why nothing is said
 * @throws CheckFailure
 */
export function evaluateMeaning(
  pictures: FirstHits,
  sounds: FirstHits,
): string | { readonly skipped: string } {
  const heard = sounds.length === 0 ? '' : `${ratioOf(sounds)} texts find their sound first`;
  if (pictures.length === 0) {
    return sounds.length > 0 && sounds.every(Boolean)
      ? heard
      : { skipped: `${heard}: told, not judged, since the sounds are calculated` };
  }
  const seen = `${ratioOf(pictures)} texts find their picture before others`;
  if (pictures.filter((isFirst) => !isFirst).length > MAX_MISSES) {
    throw new CheckFailure(
      'inference',
      `${seen}: the vectors carry no meaning across modalities`,
      'see whether the model is ImageBind with its trained weights: the log of the inference server, and the image',
    );
  }
  return heard === '' ? seen : `${seen}; ${heard}${sounds.every(Boolean) ? '' : ' (told, not judged)'}`;
}

function ratioOf(verdicts: FirstHits): string {
  return `${verdicts.filter(Boolean).length} of ${verdicts.length}`;
}
