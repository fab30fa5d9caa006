import { randomUUID } from 'node:crypto';
import { MODALITIES, MODALITY_FACTS, type Modality } from '../facts/modalities.ts';
import type { VectorMode, WeaviateObject } from '../weaviate/object.ts';
import { sampleMedia, sampleText } from './samples/samples.ts';

export interface SmokeObjects {
  readonly objects: readonly WeaviateObject[];
  /** The object that a sample of a modality must find. */
  readonly expected: ReadonlyMap<Modality, WeaviateObject>;
  /** The object whose single vector combines all media, if there is one. */
  readonly mixed: WeaviateObject | undefined;
}

/** A word that occurs in one title only. */
export function keywordOf(modality: Modality): string {
  return `kingfisher${modality}`;
}

/** The sample of a modality as Weaviate stores it: text, or base64. */
export function storedSample(modality: Modality, variant: 0 | 1): string {
  return modality === 'text' ? sampleText(variant) : sampleMedia(modality, variant).toString('base64');
}

function singleFieldObject(modality: Modality, variant: 0 | 1): WeaviateObject {
  const title = `${MODALITY_FACTS[modality].title} sample ${variant === 0 ? keywordOf(modality) : 'two'}`;
  return { id: randomUUID(), title, properties: { title, [modality]: storedSample(modality, variant) } };
}

function completeObject(modalities: readonly Modality[], variant: 0 | 1, words: string): WeaviateObject {
  const title = `complete sample ${words}`;
  const media = Object.fromEntries(modalities.map((m) => [m, storedSample(m, variant)]));
  return { id: randomUUID(), title, properties: { title, ...media } };
}

/**
 * The objects that the test imports.
 * - Shared vector: one object per modality, with this field only.
 * - Separate vectors: two objects that fill every field, because Weaviate 1.38.11 loses objects with empty fields.
 * - Balanced vectors: one object that fills every field, and one per modality with the same sample only. The vector of
 *   the latter is the vector of the sample, independent of the weights, so it determines the distance between a search
 *   with the sample and the object with all media. Rank is not meaningful there: with seven media in one vector,
 *   another complete object may be nearer (measured with the real code: 0.6465 and 0.6604).
 */
export function smokeObjects(modalities: readonly Modality[], vectors: VectorMode): SmokeObjects {
  const pairs = MODALITIES.filter((m) => modalities.includes(m)).map(
    (m) => [m, singleFieldObject(m, 0)] as const,
  );
  const singles = { objects: pairs.map(([, object]) => object), expected: new Map(pairs) };
  const [only, ...more] = pairs;
  if (vectors === 'separate') {
    const words = modalities.map(keywordOf).join(' ');
    const [first, second] = [completeObject(modalities, 0, words), completeObject(modalities, 1, 'two')];
    return {
      objects: [first, second],
      expected: new Map(modalities.map((m) => [m, first])),
      mixed: undefined,
    };
  }
  // If there were only one object, it would be found regardless of the vectors.
  if (only && more.length === 0) {
    return { ...singles, objects: [...singles.objects, singleFieldObject(only[0], 1)], mixed: undefined };
  }
  if (vectors === 'shared') return { ...singles, mixed: undefined };
  const mixed = completeObject(modalities, 0, 'with all media');
  return { ...singles, objects: [...singles.objects, mixed], mixed };
}

/** The modalities for which an object has a property. */
export function modalitiesIn({ properties }: WeaviateObject): Modality[] {
  return MODALITIES.filter((modality) => properties[modality] !== undefined);
}

/**
 * The objects in batches: one object alone to warm up the model, then each object with a video alone, because two of
 * them in one batch exceed Weaviate's default timeout on a CPU (measured: 63 s), and all others together.
 */
export function batches(objects: readonly WeaviateObject[]): WeaviateObject[][] {
  const withVideo = objects.filter((object) => modalitiesIn(object).includes('video'));
  const [first, ...others] = objects.filter((object) => !withVideo.includes(object));
  return [
    ...(first ? [[first]] : []),
    ...(others.length > 0 ? [others] : []),
    ...withVideo.map((object) => [object]),
  ];
}
