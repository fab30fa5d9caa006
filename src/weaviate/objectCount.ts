import { CheckFailure } from './checkFailure.ts';
import { rest, type WeaviateServer } from './rest.ts';

/** Milliseconds. */
const TIMEOUT = 30_000;

/** The exact number of objects of a collection without tenants; undefined if GraphQL is turned off (DISABLE_GRAPHQL). */
export async function countObjects(
  target: WeaviateServer,
  collection: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  return (await countsOf(target, [collection], signal)).get(collection);
}

/** The same for several collections; without those that are not known. */
export async function countsOf(
  target: WeaviateServer,
  collections: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  if (collections.length === 0) return new Map();
  const parts = collections.map((name) => `${name}{meta{count}}`);
  const body = { query: `{Aggregate{${parts.join(' ')}}}` };
  const found = await unlessRefused(rest(target, 'POST', '/v1/graphql', body, TIMEOUT, signal));
  const { data } = found as {
    data?: { Aggregate?: Readonly<Record<string, readonly { meta?: { count?: number } }[]>> } | null;
  };
  return new Map(
    collections.flatMap((name) => {
      const count = data?.Aggregate?.[name]?.[0]?.meta?.count;
      return count === undefined ? [] : [[name, count]];
    }),
  );
}

/** A response, or an empty one if the server refuses the request for another reason than the key. */
export async function unlessRefused(request: Promise<unknown>): Promise<unknown> {
  try {
    return (await request) ?? {};
  } catch (error) {
    if (error instanceof CheckFailure) throw error;
    return {};
  }
}
