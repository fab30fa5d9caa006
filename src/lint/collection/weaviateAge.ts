import { hasReached } from '../../formats/versionNumber.ts';
import type { CollectionDefinition } from './collectionDefinition.ts';

/** Whether the collection is for a server that is known to be older than a minimum version. */
export function isBefore({ weaviateVersion }: CollectionDefinition, minimums: readonly string[]): boolean {
  return weaviateVersion !== undefined && !hasReached(weaviateVersion, minimums);
}
