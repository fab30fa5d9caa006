import * as z from 'zod/mini';
import type { MetadataName } from '../facts/mediaMetadata.ts';
import { MODALITIES, type Modality } from '../facts/modalities.ts';
import type { SearchedCollection, SearchedVector } from './searchedCollection.ts';

/** An object that a search found. What an object does not have is undefined: an older client stored no metadata. */
export interface Hit {
  readonly id: string;
  /** Path of the file, starting with the name of the imported folder. */
  readonly path?: string | undefined;
  readonly title?: string | undefined;
  /** The medium that was found; undefined if the vector combines several, or if the object does not say so. */
  readonly kind?: Modality | undefined;
  /** The named vector in which it was found, if the collection has several. */
  readonly vector?: string | undefined;
  readonly part?: number | undefined;
  readonly parts?: number | undefined;
  /** Where the part is in the recording, in seconds. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Cosine distance, from 0 (the same) to 2; undefined in a hybrid search. */
  readonly distance?: number | undefined;
  /** Of a hybrid search: more is better. */
  readonly score?: number | undefined;
  /** The words of a text. */
  readonly text?: string | undefined;
  /** ISO 8601. */
  readonly taken?: string | undefined;
  readonly camera?: string | undefined;
  /** Seconds of the whole recording. */
  readonly duration?: number | undefined;
  /** Of the file, in bytes. */
  readonly size?: number | undefined;
  readonly position?: { readonly latitude: number; readonly longitude: number } | undefined;
  /** JPEG as base64; only if asked for. */
  readonly thumbnail?: string | undefined;
}

/** The metadata that a hit shows, without the thumbnail. */
const METADATA = [
  ...['path', 'kind', 'part', 'parts', 'start', 'end', 'size'],
  ...['taken', 'camera', 'duration', 'position'],
] as readonly MetadataName[];

/** What to ask for of each object: only properties that the collection has. */
export function hitSelection(
  { properties, fields }: SearchedCollection,
  withThumbnails: boolean,
): readonly string[] {
  const wanted = ['title', ...METADATA, ...(withThumbnails ? ['thumbnail'] : [])];
  const text = fields.text;
  return [
    ...wanted
      .filter((name) => properties.has(name))
      .map((name) => (name === 'position' ? 'position {latitude longitude}' : name)),
    ...(text === undefined ? [] : [text]),
    '_additional {id distance score}',
  ];
}

/** A value of the wanted type, or undefined: a property of the same name may be of another type. */
const text = z.catch(z.optional(z.string()), undefined);
const number = z.catch(z.optional(z.number()), undefined);

const stored = z.object({
  title: text,
  path: text,
  kind: z.catch(z.optional(z.enum(MODALITIES)), undefined),
  part: number,
  parts: number,
  start: number,
  end: number,
  size: number,
  taken: text,
  camera: text,
  duration: number,
  position: z.catch(z.optional(z.object({ latitude: z.number(), longitude: z.number() })), undefined),
  thumbnail: text,
});

const additional = z.object({
  id: z.string(),
  distance: number,
  // A text, and `0` where no hybrid search was made.
  score: z.catch(z.optional(z.coerce.number()), undefined),
});

/** @param hybrid whether the search was a hybrid one */
export function hitOf(
  object: Readonly<Record<string, unknown>>,
  collection: SearchedCollection,
  vector: SearchedVector,
  hybrid: boolean,
): Hit {
  const found = stored.parse(object);
  const { id, distance, score } = additional.parse(object['_additional']);
  const words = collection.fields.text === undefined ? undefined : object[collection.fields.text];
  const hasWords = typeof words === 'string' && words !== '';
  return {
    ...found,
    id,
    kind: kindOf(found.kind, hasWords, collection, vector),
    ...(collection.vectors.length > 1 && { vector: vector.name }),
    ...(hybrid ? { score } : { distance: distance === undefined ? undefined : Math.max(0, distance) }),
    text: hasWords ? words : undefined,
  };
}

/** Which medium of the object was found. An object without metadata shows it by its text. */
function kindOf(
  said: Modality | undefined,
  hasWords: boolean,
  { fields }: SearchedCollection,
  { kinds, isCombined }: SearchedVector,
): Modality | undefined {
  const [only] = kinds;
  if (kinds.length === 1) return only;
  if (isCombined) return undefined;
  if (said !== undefined) return said;
  if (hasWords) return 'text';
  const others = kinds.filter((kind) => kind !== 'text');
  return fields.text !== undefined && others.length === 1 ? others[0] : undefined;
}
