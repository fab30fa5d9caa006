import { CheckFailure } from './checkFailure.ts';
import { rest, type SmokeTarget } from './rest.ts';

/** Milliseconds. */
const TIMEOUT = 30_000;

/** The exact number of objects of a collection without tenants; undefined if GraphQL is turned off (DISABLE_GRAPHQL). */
export async function countObjects(
  target: SmokeTarget,
  collection: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const body = { query: `{Aggregate{${collection}{meta{count}}}}` };
  const found = await unlessRefused(rest(target, 'POST', '/v1/graphql', body, TIMEOUT, signal));
  const { data } = found as {
    data?: { Aggregate?: Readonly<Record<string, readonly { meta?: { count?: number } }[]>> } | null;
  };
  return data?.Aggregate?.[collection]?.[0]?.meta?.count;
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
