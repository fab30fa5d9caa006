import { type MediaModality, MODALITY_FACTS } from '../facts/modalities.ts';
import type { GraphQLValue } from './graphql.ts';

/** What to search with. */
export type Near =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: MediaModality; readonly medium: Buffer }
  /** The stored vector of an object. */
  | { readonly kind: 'object'; readonly id: string };

/**
 * The argument of a query that searches by vector: `nearText`, `nearImage`, …
 * @param vector the named vector to search; undefined if there is only one without a name
 */
export function nearArguments(
  near: Near,
  vector: string | undefined,
): Readonly<Record<string, GraphQLValue>> {
  const targetVectors = vector === undefined ? undefined : [vector];
  if (near.kind === 'object') return { nearObject: { id: near.id, targetVectors } };
  const { nearOperator, nearArgument } = MODALITY_FACTS[near.kind];
  const content = near.kind === 'text' ? [near.text] : near.medium.toString('base64');
  return { [nearOperator]: { [nearArgument]: content, targetVectors } };
}
