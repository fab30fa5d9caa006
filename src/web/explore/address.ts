import { batch, effect } from '@preact/signals';
import { fragmentOf, parseFragment } from '../exploreFragment.ts';
import type { ExploreQuery } from '../exploreProtocol.ts';
import { hybrid, kinds, query, searchFor } from './state.ts';

/** The query whose address the browser shows. */
let addressed: ExploreQuery | undefined;

function readAddress(): void {
  const read = parseFragment(location.hash);
  batch(() => {
    kinds.value = read.kinds;
    hybrid.value = read.hybrid;
    searchFor(read.query);
    addressed = query.value;
  });
}

/** Searches for what the address says, then keeps it up to date: the browser's history has every search. */
export function followAddress(): void {
  readAddress();
  window.addEventListener('popstate', readAddress);
  effect(() => {
    const sought = query.value;
    const fragment = fragmentOf({ query: sought, kinds: kinds.value, hybrid: hybrid.value });
    if (fragment !== location.hash.replace(/^#/, '')) {
      const address = `${location.pathname}${fragment === '' ? '' : `#${fragment}`}`;
      // Another filter for the same query replaces the entry.
      if (sought === addressed) history.replaceState(null, '', address);
      else history.pushState(null, '', address);
    }
    addressed = sought;
  });
}
