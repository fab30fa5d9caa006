import type { CollectionDefinition } from '../../documents/collection/collectionDefinition.ts';
import { hasReached } from '../../stack/versions.ts';

/** Borders of the Weaviate server that only collections meet. */
export const COLLECTION_BORDERS = {
  /** Properties are vectorized in alphabetical order (entities/moduletools/helper.go); before, in any order. */
  sortedProperties: ['1.25.0'],
  /** The data type `blobHash`. */
  blobHash: ['1.37.0'],
  /** Names that end like those of internal indexes are refused (weaviate#11122, found by its tags). */
  reservedSuffixes: ['1.35.20', '1.36.15', '1.37.5', '1.38.0'],
} as const;

/** Whether the collection is for a server that is known to be older than a border. */
export function isBefore({ weaviateVersion }: CollectionDefinition, border: readonly string[]): boolean {
  return weaviateVersion !== undefined && !hasReached(weaviateVersion, border);
}
