import type { CollectionDefinition } from '../../documents/collection/collectionDefinition.ts';
import type { NamedProblem } from '../rule.ts';

export function collectionProblems(_: CollectionDefinition): NamedProblem[] {
  return [];
}
