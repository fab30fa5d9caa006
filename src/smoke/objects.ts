import { randomUUID } from 'node:crypto';
import { MODALITIES, MODALITY_FACTS, type Modality } from '../stack/modalities.ts';
import { sampleMedia, sampleText } from './media/samples.ts';

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
}

/** A word that stands in one title only. */
export function keywordOf(modality: Modality): string {
  return `kingfisher${modality}`;
}

/** The sample of a modality as Weaviate stores it: text, or base64. */
export function storedSample(modality: Modality, variant: 0 | 1): string {
  return modality === 'text' ? sampleText(variant) : sampleMedia(modality, variant).toString('base64');
}

function single(modality: Modality, variant: 0 | 1): SmokeObject {
  const title = `${MODALITY_FACTS[modality].title} sample ${variant === 0 ? keywordOf(modality) : 'two'}`;
  return { id: randomUUID(), title, properties: { title, [modality]: storedSample(modality, variant) } };
}

function complete(modalities: readonly Modality[], variant: 0 | 1): SmokeObject {
  const words = variant === 0 ? modalities.map(keywordOf).join(' ') : 'two';
  const title = `complete sample ${words}`;
  const media = Object.fromEntries(modalities.map((m) => [m, storedSample(m, variant)]));
  return { id: randomUUID(), title, properties: { title, ...media } };
}

/**
 * What the test imports. With one shared vector: an object a modality, which holds nothing else. In the other
 * modes every object must fill every field (facts of Weaviate 1.38.11: weights shift, or objects are lost), so
 * there are two complete ones.
 */
export function smokeObjects(modalities: readonly Modality[], vectors: VectorMode): SmokeObjects {
  if (vectors !== 'shared') {
    const [first, second] = [complete(modalities, 0), complete(modalities, 1)];
    return { objects: [first, second], expected: new Map(modalities.map((m) => [m, first])) };
  }
  const pairs = MODALITIES.filter((m) => modalities.includes(m)).map((m) => [m, single(m, 0)] as const);
  const [only, ...more] = pairs;
  // A single object would be found whatever the vectors are.
  const contrast = only && more.length === 0 ? [single(only[0], 1)] : [];
  return { objects: [...pairs.map(([, object]) => object), ...contrast], expected: new Map(pairs) };
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
