import { randomUUID } from 'node:crypto';
import { MODALITIES, MODALITY_FACTS, type Modality } from '../facts/modalities.ts';
import { sampleMedia, sampleText } from './samples/samples.ts';

export type VectorMode = 'shared' | 'balanced' | 'separate';

export interface SmokeObject {
  readonly id: string;
  /** What it shows, for reports. */
  readonly title: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface SmokeObjects {
  readonly objects: readonly SmokeObject[];
  /** The object that a sample of a modality must find. */
  readonly expected: ReadonlyMap<Modality, SmokeObject>;
  /** The object whose only vector is made of all these media; undefined where there is no such object. */
  readonly mixed: SmokeObject | undefined;
}

/** A word that stands in one title only. */
export function keywordOf(modality: Modality): string {
  return `kingfisher${modality}`;
}

/** The sample of a modality as Weaviate stores it: text, or base64. */
export function storedSample(modality: Modality, variant: 0 | 1): string {
  return modality === 'text' ? sampleText(variant) : sampleMedia(modality, variant).toString('base64');
}

function singleFieldObject(modality: Modality, variant: 0 | 1): SmokeObject {
  const title = `${MODALITY_FACTS[modality].title} sample ${variant === 0 ? keywordOf(modality) : 'two'}`;
  return { id: randomUUID(), title, properties: { title, [modality]: storedSample(modality, variant) } };
}

function completeObject(modalities: readonly Modality[], variant: 0 | 1, words: string): SmokeObject {
  const title = `complete sample ${words}`;
  const media = Object.fromEntries(modalities.map((m) => [m, storedSample(m, variant)]));
  return { id: randomUUID(), title, properties: { title, ...media } };
}

/**
 * What the test imports. With one shared vector: one object per modality, which holds nothing else. With separate
 * vectors every object must fill every field (Weaviate 1.38.11 loses it otherwise): two complete objects. With
 * balanced vectors: one object that fills every field, and one per modality that holds the same sample alone. Its
 * vector is the vector of that sample, whatever the weights are, so it says how far a search with the sample must
 * be from the complete object. Rank says nothing there: with seven media in one vector, another complete object may
 * be nearer (measured with the real code: 0.6465 against 0.6604).
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
  // A single object would be found whatever the vectors are.
  if (only && more.length === 0) {
    return { ...singles, objects: [...singles.objects, singleFieldObject(only[0], 1)], mixed: undefined };
  }
  if (vectors === 'shared') return { ...singles, mixed: undefined };
  const mixed = completeObject(modalities, 0, 'of all kinds');
  return { ...singles, objects: [...singles.objects, mixed], mixed };
}

/** The modalities of an object, by its properties. */
export function modalitiesIn({ properties }: SmokeObject): Modality[] {
  return MODALITIES.filter((modality) => properties[modality] !== undefined);
}

/**
 * The objects as they are sent: one alone to warm the model up, each with a video alone, since two of them in one
 * batch pass Weaviate's default time-out on a CPU (measured: 63 s), the others together.
 */
export function batches(objects: readonly SmokeObject[]): SmokeObject[][] {
  const films = objects.filter((object) => modalitiesIn(object).includes('video'));
  const [first, ...others] = objects.filter((object) => !films.includes(object));
  return [
    ...(first ? [[first]] : []),
    ...(others.length > 0 ? [others] : []),
    ...films.map((film) => [film]),
  ];
}
