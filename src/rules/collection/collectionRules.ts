import type { CollectionDefinition } from '../../documents/collection/collectionDefinition.ts';
import type { Rule } from '../rule.ts';

/** The rules for this kind of file, in the order of the documentation. */
export const COLLECTION_RULES: readonly Rule<CollectionDefinition>[] = [];
