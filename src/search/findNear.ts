import { Failure } from '../errors.ts';
import type { Modality } from '../facts/modalities.ts';
import { enumerated, type GraphQLValue, getObjects, type ObjectQuery } from '../weaviate/graphql.ts';
import { type Near, nearArguments } from '../weaviate/near.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { REST_TIMEOUT, VECTOR_TIME_LIMIT, waitDescription, withTimeLimit } from '../weaviate/timeLimits.ts';
import { type Hit, hitOf, hitSelection } from './hit.ts';
import type { SearchedCollection, SearchedVector } from './searchedCollection.ts';

export interface FindOptions {
  /** Only these kinds; empty for all. */
  readonly kinds: readonly Modality[];
  readonly limit: number;
  /** Combine vectors and keywords; only for a text. */
  readonly hybrid: boolean;
  /** Also fetch the thumbnails. */
  readonly thumbnails?: boolean;
  readonly signal: AbortSignal;
}

/**
 * The nearest objects, the nearest first. A collection with a vector per kind is searched once per vector; the distances
 * of all are on the same scale, that of ImageBind.
 * @throws Failure (usage) if the collection cannot be searched in this way
 * @throws CheckFailure, RestError, Error with Weaviate's message
 */
export async function findNear(
  server: WeaviateServer,
  collection: SearchedCollection,
  near: Near,
  options: FindOptions,
): Promise<readonly Hit[]> {
  const { hybrid, signal, limit } = options;
  const queries = nearQueries(collection, near, options);
  // The model computes one vector after the other, one for each search.
  const isStored = near.kind === 'object';
  const timeLimit = isStored ? REST_TIMEOUT : VECTOR_TIME_LIMIT[near.kind] * queries.length;
  const waitingFor = isStored ? 'Weaviate' : waitDescription(near.kind);
  const found = await withTimeLimit(
    () =>
      Promise.all(
        queries.map(async ({ query, vector }) =>
          (await getObjects(server, query, timeLimit + 1000, signal)).map((object) =>
            hitOf(object, collection, vector, hybrid),
          ),
        ),
      ),
    { timeLimit, waitingFor },
    signal,
  );
  return nearestFirst(found.flat(), near, limit);
}

/** A query, and the vector that it searches. */
interface VectorQuery {
  readonly query: ObjectQuery;
  readonly vector: SearchedVector;
}

/**
 * The queries of a search: one, or one per vector.
 * @throws Failure (usage)
 */
export function nearQueries(
  collection: SearchedCollection,
  near: Near,
  { kinds, limit, hybrid, thumbnails = false }: Omit<FindOptions, 'signal'>,
): readonly VectorQuery[] {
  rejectUnknownKinds(collection, kinds);
  if (hybrid && near.kind !== 'text') throw hybridNeedsText();
  const { vectors, name } = collection;
  const wanted = vectors.filter(
    (vector) => kinds.length === 0 || vector.kinds.some((k) => kinds.includes(k)),
  );
  return wanted.map((vector) => {
    const search =
      hybrid && near.kind === 'text' ? hybridArguments(near.text, vector) : nearArguments(near, vector.name);
    return {
      vector,
      query: {
        collection: name,
        arguments: {
          // One more, because an object is nearest to itself.
          limit: near.kind === 'object' ? limit + 1 : limit,
          ...search,
          where: whereKind(collection, vector, kinds),
        },
        select: hitSelection(collection, thumbnails),
      },
    };
  });
}

/** Keywords and vectors count the same. */
function hybridArguments(text: string, { name }: SearchedVector): Readonly<Record<string, GraphQLValue>> {
  return {
    hybrid: { query: text, alpha: 0.5, targetVectors: name === undefined ? undefined : [name] },
  } as Readonly<Record<string, GraphQLValue>>;
}

/** The filter by kind, if a vector has several. */
function whereKind(
  { name, properties }: SearchedCollection,
  vector: SearchedVector,
  kinds: readonly Modality[],
): GraphQLValue | undefined {
  if (kinds.length === 0 || vector.kinds.every((kind) => kinds.includes(kind))) return undefined;
  if (vector.isCombined) {
    throw new Failure('usage', {
      code: 'no-effect',
      message: `--kind has no effect: the vectors of ${name} combine all media of an object`,
      suggestion: 'leave out --kind',
    });
  }
  if (!properties.has('kind')) {
    throw new Failure('failed', {
      code: 'no-kinds',
      message: `the objects of ${name} do not say of which kind they are: an older client has imported them`,
      suggestion: 'leave out --kind; or import your files again: bindstack import DIR',
    });
  }
  return { path: ['kind'], operator: enumerated('ContainsAny'), valueText: kinds };
}

function rejectUnknownKinds({ name, fields }: SearchedCollection, kinds: readonly Modality[]): void {
  const unknown = kinds.find((kind) => fields[kind] === undefined);
  if (unknown === undefined) return;
  throw new Failure('usage', {
    code: 'no-such-kind',
    message: `--kind ${unknown}: the collection ${name} has no ${unknown} field`,
    suggestion: `--kind ${Object.keys(fields).join(',')}`,
  });
}

const hybridNeedsText = () =>
  new Failure('usage', {
    code: 'no-effect',
    message: '--hybrid needs a text: a file has no keywords',
    suggestion: 'leave out --hybrid, or search with a text',
  });

/** Without the object itself, and each object once, where it is nearest. */
function nearestFirst(hits: readonly Hit[], near: Near, limit: number): readonly Hit[] {
  const order = (hit: Hit) => hit.distance ?? -(hit.score ?? 0);
  const seen = new Set(near.kind === 'object' ? [near.id] : []);
  return hits
    .toSorted((one, other) => order(one) - order(other))
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .slice(0, limit);
}
