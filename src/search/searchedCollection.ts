import * as z from 'zod/mini';
import { Failure } from '../errors.ts';
import { MODALITIES, MODALITY_FACTS, type Modality } from '../facts/modalities.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { RestError, rest, type WeaviateServer } from '../weaviate/rest.ts';
import { REST_TIMEOUT } from '../weaviate/timeLimits.ts';

/** A vector that the module computes. */
export interface SearchedVector {
  /** Undefined for the only vector of an old collection. */
  readonly name: string | undefined;
  /** The kinds of media in it. */
  readonly kinds: readonly Modality[];
  /** Whether all kinds are combined in the vector of each object, instead of one kind per object. */
  readonly isCombined: boolean;
}

/** A collection as the server defines it. */
export interface SearchedCollection {
  readonly name: string;
  readonly vectors: readonly SearchedVector[];
  /** The kinds that have a field, and the name of the first field of each. */
  readonly fields: Readonly<Partial<Record<Modality, string>>>;
  readonly properties: ReadonlySet<string>;
}

const settings = z.record(z.string(), z.unknown());

const definition = z.object({
  class: z.string(),
  properties: z._default(z.nullable(z.array(z.object({ name: z.string() }))), []),
  vectorConfig: z.optional(
    z.nullable(z.record(z.string(), z.object({ vectorizer: z.optional(z.record(z.string(), z.unknown())) }))),
  ),
  moduleConfig: z.optional(z.nullable(settings)),
});

/**
 * Reads the definition of a collection.
 * @throws Failure if there is no such collection, or none that multi2vec-bind fills
 * @throws CheckFailure, RestError
 */
export async function readCollection(
  server: WeaviateServer,
  name: string,
  signal: AbortSignal,
): Promise<SearchedCollection> {
  const found = await findCollection(server, name, signal);
  if (found) return found;
  throw new Failure('failed', {
    code: 'no-such-collection',
    message: `there is no collection ${name} at ${server.http}`,
    suggestion: 'to create and fill it, bindstack import DIR; for another one, pass --collection NAME',
  });
}

/** The same; undefined if there is no such collection. */
export async function findCollection(
  server: WeaviateServer,
  name: string,
  signal: AbortSignal,
): Promise<SearchedCollection | undefined> {
  const path = `/v1/schema/${encodeURIComponent(name)}`;
  const found = await rest(server, 'GET', path, undefined, REST_TIMEOUT, signal).catch((error: unknown) => {
    if (error instanceof RestError && error.status === 404) return undefined;
    throw error;
  });
  return found === undefined ? undefined : collectionOf(found);
}

/**
 * What a definition says.
 * @throws Failure if multi2vec-bind does not fill the collection
 */
export function collectionOf(given: unknown): SearchedCollection {
  const found = definition.parse(given);
  const named = Object.entries(found.vectorConfig ?? {}).map(
    ([vector, { vectorizer }]) => [vector, vectorizer?.[BIND_MODULE]] as const,
  );
  const all = named.length > 0 ? named : [[undefined, found.moduleConfig?.[BIND_MODULE]] as const];
  const fields: Partial<Record<Modality, string>> = {};
  const vectors = all.flatMap(([vector, configured]): SearchedVector[] => {
    const bind = settings.safeParse(configured).data;
    if (!bind) return [];
    const kinds = MODALITIES.filter((kind) => {
      const list = bind[MODALITY_FACTS[kind].settingsKey];
      const field: unknown = Array.isArray(list) ? list[0] : undefined;
      if (typeof field === 'string') fields[kind] ??= field;
      return typeof field === 'string';
    });
    return kinds.length === 0 ? [] : [{ name: vector, kinds, isCombined: bind['weights'] != null }];
  });
  if (vectors.length === 0) {
    throw new Failure('failed', {
      code: 'no-vector',
      message: `the collection ${found.class} has no vector of ${BIND_MODULE}`,
      suggestion: 'pass --collection NAME with the collection of your media',
    });
  }
  return {
    name: found.class,
    vectors,
    fields,
    properties: new Set((found.properties ?? []).map((property) => property.name)),
  };
}
