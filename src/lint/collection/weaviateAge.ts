import { hasReached } from '../../stack/versions.ts';
import type { CollectionDefinition } from './collectionDefinition.ts';

/** Whether the collection is for a server that is known to be older than a border. */
export function isBefore({ weaviateVersion }: CollectionDefinition, border: readonly string[]): boolean {
  return weaviateVersion !== undefined && !hasReached(weaviateVersion, border);
}
