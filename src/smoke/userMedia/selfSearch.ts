import { readFile } from 'node:fs/promises';
import { MODALITIES, type Modality } from '../../facts/modalities.ts';
import { CheckFailure } from '../checkFailure.ts';
import type { SmokeState } from '../checks/check.ts';
import type { Hit, SearchOptions, SmokeSession } from '../session.ts';
import { SAME_VECTOR_DISTANCE } from '../verifySearch.ts';
import { type MediaItem, titleId } from './mediaFolder.ts';

/** The search that goes with what a file holds. */
export async function searchFor(
  session: SmokeSession,
  modality: Modality,
  content: Buffer,
  options: SearchOptions,
): Promise<Hit[]> {
  return modality === 'text'
    ? session.nearText(content.toString('utf8'), options)
    : session.nearMedia(modality, content, options);
}

/** Enough for many copies of the same content, which are all as near. */
const SEARCH_LIMIT = 1000;

/**
 * Searches with one file of each modality, which must find itself at no distance (or at any, where its vector
 * is mixed with others of its object). Only one: on two cores a video takes half a minute.
 * @returns the modalities that were proven
 * @throws CheckFailure
 */
export async function verifySelfSearches(
  session: SmokeSession,
  items: readonly MediaItem[],
  { config, signal }: SmokeState,
): Promise<Modality[]> {
  const needsAllFields = config.collection.vectors !== 'balanced';
  const proven: Modality[] = [];
  for (const modality of MODALITIES) {
    signal.throwIfAborted();
    const item = items.find(({ files }) => files.some((file) => file.modality === modality));
    const file = item?.files.find((one) => one.modality === modality);
    if (!item || !file) continue;
    const limit = Math.min(items.length, SEARCH_LIMIT);
    const hits = await searchFor(session, modality, await readFile(file.path), { limit });
    verifySelfMatch(hits, titleId(item.title), file.name, needsAllFields);
    proven.push(modality);
  }
  return proven;
}

function verifySelfMatch(hits: readonly Hit[], id: string, name: string, needsAllFields: boolean): void {
  const own = hits.find((hit) => hit.id === id);
  if (own?.distance === undefined) {
    throw new CheckFailure('index', `${name} does not find its own object`, "see Weaviate's log");
  }
  if (needsAllFields && Math.abs(own.distance) > SAME_VECTOR_DISTANCE) {
    throw new CheckFailure(
      'inference',
      `${name} got another vector when it was searched with (distance ${own.distance.toFixed(4)})`,
      'restart the inference server',
    );
  }
}
