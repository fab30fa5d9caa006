import { MODALITIES, type Modality } from '../facts/modalities.ts';
import type { ExploreQuery } from './exploreProtocol.ts';

/** A search that an address can hold: all but the content of a dropped file. */
export interface AddressedSearch {
  readonly query: ExploreQuery | undefined;
  readonly kinds: readonly Modality[];
  readonly hybrid: boolean;
}

/** `#q=a dog&kind=image,video`, `#near=ID`, `#given`; empty without a query. Browsers never send it to a server. */
export function fragmentOf({ query, kinds, hybrid }: AddressedSearch): string {
  const parameters = new URLSearchParams();
  if (query && 'text' in query) parameters.set('q', query.text);
  if (query && 'near' in query) parameters.set('near', query.near);
  if (query && 'given' in query) parameters.set('given', '');
  if (kinds.length > 0) parameters.set('kind', kinds.join(','));
  if (hybrid) parameters.set('hybrid', '1');
  return `${parameters}`.replace('given=', 'given');
}

export function parseFragment(fragment: string): AddressedSearch {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  const text = parameters.get('q')?.trim();
  const near = parameters.get('near');
  const wanted = (parameters.get('kind') ?? '').split(',');
  return {
    query: text ? { text } : near ? { near } : parameters.has('given') ? { given: true } : undefined,
    kinds: MODALITIES.filter((kind) => wanted.includes(kind)),
    hybrid: parameters.get('hybrid') === '1',
  };
}
