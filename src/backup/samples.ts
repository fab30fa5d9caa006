import { now, sleep } from '../clock.ts';
import { rest, type WeaviateServer } from '../weaviate/rest.ts';
import { vectorsOfObject } from './contents.ts';
import type { CollectionContents, Sample } from './record.ts';

/** Milliseconds for the vector index to find all objects: with ASYNC_INDEXING, it is filled after a restore. */
const INDEX_TIMEOUT = 10_000;

/** Compares the vectors of known objects, and searches with them: each must find its object. */
export async function compareSamples(
  server: WeaviateServer,
  collections: readonly CollectionContents[],
  signal: AbortSignal,
): Promise<{ problems: string[]; vectors: number; searches: number }> {
  const problems: string[] = [];
  let vectors = 0;
  let searches = 0;
  const deadline = now() + INDEX_TIMEOUT;
  const isFound = async (name: string, sample: Sample, vector: string): Promise<boolean> => {
    for (;;) {
      if (await findsItself(server, name, sample, vector, signal)) return true;
      if (now() > deadline) return false;
      await sleep(500, signal);
    }
  };
  for (const { name, samples } of collections) {
    const missed: string[] = [];
    const before = searches;
    for (const sample of samples) {
      const found = await vectorsOfObject(server, name, sample, signal);
      if (found === undefined) problems.push(`the object ${sample.id} of ${name} is missing`);
      else if (found.hash !== sample.vectors)
        problems.push(`the object ${sample.id} of ${name} has another vector`);
      else {
        vectors += 1;
        for (const vector of found.names) {
          if (await isFound(name, sample, vector)) searches += 1;
          else missed.push(`a search near the object ${sample.id} of ${name} does not find it`);
        }
      }
    }
    problems.push(
      ...(missed.length > 1 && searches === before
        ? [`no search in ${name} finds its object: the vector index is empty`]
        : missed),
    );
  }
  return { problems, vectors, searches };
}

/** Objects to look at: others may have the same vector. */
const NEIGHBORS = 10;

/** @param vector its name; empty for the only one */
async function findsItself(
  server: WeaviateServer,
  collection: string,
  { id, tenant }: Sample,
  vector: string,
  signal: AbortSignal,
): Promise<boolean> {
  const named = vector === '' ? '' : `,targetVectors:["${vector}"]`;
  const of = tenant === undefined ? '' : `,tenant:${JSON.stringify(tenant)}`;
  const query = `{Get{${collection}(nearObject:{id:"${id}"${named}},limit:${NEIGHBORS}${of}){_additional{id distance}}}}`;
  const answer = (await rest(server, 'POST', '/v1/graphql', { query }, 30_000, signal)) as {
    data?: {
      Get?: Readonly<Record<string, readonly { _additional: { id: string; distance: number } }[]>> | null;
    } | null;
  };
  const hits = answer.data?.Get?.[collection] ?? [];
  if (hits.some(({ _additional }) => _additional.id === id)) return true;
  // More objects with this very vector than are looked at.
  const nearest = hits[0]?._additional.distance ?? Number.NaN;
  return hits.length === NEIGHBORS && hits.every(({ _additional }) => _additional.distance === nearest);
}
