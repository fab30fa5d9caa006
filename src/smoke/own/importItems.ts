import { objectsAtOnce } from '../../stack/client.ts';
import { ONLY_VECTOR } from '../../stack/collection.ts';
import { asCheckFailure } from '../checkFailure.ts';
import { connected, type SmokeState } from '../checks/check.ts';
import { judgeVectors } from '../vectors.ts';
import { objectOf } from './contents.ts';
import { error, type FileFinding, findingOf } from './finding.ts';
import type { MediaItem } from './mediaFolder.ts';

interface Imported {
  readonly stored: readonly MediaItem[];
  readonly faults: readonly FileFinding[];
}

/**
 * Imports one object a request, so that a fault stays with its object and no message grows too large, and reads
 * back what vectors it got: Weaviate stores an object without a vector and says nothing.
 */
export async function importItems(items: readonly MediaItem[], state: SmokeState): Promise<Imported> {
  const stored: MediaItem[] = [];
  const faults: FileFinding[] = [];
  const waiting = items.values();
  const work = async () => {
    for (const item of waiting) {
      state.signal.throwIfAborted();
      state.onWaiting(item.title);
      try {
        await importItem(item, state);
        stored.push(item);
      } catch (fault) {
        const { message, suggestion } = asCheckFailure(fault, 'module');
        faults.push(findingOf(item.title, error('was not vectorized', message, suggestion)));
      }
    }
  };
  await Promise.all(Array.from({ length: objectsAtOnce(state.config) }, work));
  const order = (item: MediaItem) => items.indexOf(item);
  return { stored: stored.sort((a, b) => order(a) - order(b)), faults };
}

async function importItem(item: MediaItem, state: SmokeState): Promise<void> {
  const session = connected(state);
  const object = await objectOf(item);
  await session.importOne(object);
  const { modalities, vectors } = state.config.collection;
  const names = vectors === 'separate' ? modalities : [ONLY_VECTOR];
  judgeVectors([{ id: object.id, vectors: await session.vectorsOf(object.id) }], names);
}
