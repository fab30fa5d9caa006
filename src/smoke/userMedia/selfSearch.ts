import { readFile } from 'node:fs/promises';
import { MODALITIES, type Modality } from '../../facts/modalities.ts';
import { objectId } from '../../media/objectId.ts';
import { CHECK_WEAVIATE_LOG, CheckFailure } from '../../weaviate/checkFailure.ts';
import type { Hit, SearchOptions, WeaviateSession } from '../../weaviate/session.ts';
import type { SmokeState } from '../checks/check.ts';
import { SAME_VECTOR_DISTANCE } from '../verifySearch.ts';
import type { MediaItem } from './mediaFolder.ts';

/** Searches with the content of a file. */
export async function searchFor(
  session: WeaviateSession,
  modality: Modality,
  content: Buffer,
  options: SearchOptions,
): Promise<Hit[]> {
  return modality === 'text'
    ? session.nearText(content.toString('utf8'), options)
    : session.nearMedia(modality, content, options);
}

/** Large enough for many copies of the same content, which are all equally near. */
const SEARCH_LIMIT = 1000;

/**
 * Searches with one file per modality, which must find itself at distance zero (or at any distance if its vector is
 * combined with others). Only one file, because a video takes half a minute on two cores.
 * @returns the modalities that were tested
 * @throws CheckFailure
 */
export async function verifySelfSearches(
  session: WeaviateSession,
  items: readonly MediaItem[],
  { config, collection, signal }: SmokeState,
): Promise<Modality[]> {
  const mustMatchExactly = config.collection.vectors !== 'balanced';
  const tested: Modality[] = [];
  for (const modality of MODALITIES) {
    signal.throwIfAborted();
    const item = items.find(({ files }) => files.some((file) => file.modality === modality));
    const file = item?.files.find((one) => one.modality === modality);
    if (!item || !file) continue;
    const limit = Math.min(items.length, SEARCH_LIMIT);
    const hits = await searchFor(session, modality, await readFile(file.path), { limit });
    verifySelfMatch(hits, objectId(collection, item.title), file.name, mustMatchExactly);
    tested.push(modality);
  }
  return tested;
}

function verifySelfMatch(hits: readonly Hit[], id: string, name: string, mustMatchExactly: boolean): void {
  const own = hits.find((hit) => hit.id === id);
  if (own?.distance === undefined) {
    throw new CheckFailure('index', `${name} does not find its own object`, CHECK_WEAVIATE_LOG);
  }
  if (mustMatchExactly && Math.abs(own.distance) > SAME_VECTOR_DISTANCE) {
    throw new CheckFailure(
      'inference',
      `${name} got a different vector in the search than in the import (distance ${own.distance.toFixed(4)})`,
      'restart the inference server',
    );
  }
}
