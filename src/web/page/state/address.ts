import { computed, effect, signal } from '@preact/signals';
import { fromLink, linkOf } from './link.ts';
import { chosen, stack } from './stack.ts';

/** Keys of the link that was opened which mean nothing. */
export const unknownKeys = signal<readonly string[]>([]);

/** The link that holds the configuration. */
export const link = computed(() => linkOf(stack.value.values));

/** The address of the page with the configuration in its fragment. */
export const linkAddress = computed(() => {
  const { fragment } = link.value;
  const [page = ''] = location.href.split('#');
  return fragment === '' ? page : `${page}#${fragment}`;
});

function readAddress(): void {
  const { values, unknown } = fromLink(location.hash);
  chosen.value = values;
  unknownKeys.value = unknown;
}

/** Takes the values of the address, and writes what is chosen into it. */
export function followAddress(): void {
  readAddress();
  window.addEventListener('hashchange', readAddress);
  effect(() => {
    if (linkAddress.value !== location.href) history.replaceState(null, '', linkAddress.value);
  });
}
