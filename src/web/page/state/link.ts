import { computed, effect, signal } from '@preact/signals';
import type { OptionInput } from '../../../capabilities/option.ts';
import { isSecretName } from '../../../config/effective.ts';
import { isLoopback } from '../../../formats/addresses.ts';
import { OPTIONS, optionOf } from '../../../options/table.ts';
import { isList, textFromValue, valueFromText } from '../../../options/text.ts';
import { chosen, stack } from './stack.ts';

export interface Link {
  /** `inference.mode=stub&weaviate.httpPort=9090`; empty for the defaults. */
  readonly fragment: string;
  /** What is left out because it may be secret: `weaviate.env OPENAI_APIKEY`. */
  readonly withheld: readonly string[];
}

/** The values as the fragment of an address, without secrets. Browsers never send fragments to a server. */
export function linkOf(values: ReadonlyMap<string, OptionInput>): Link {
  const withheld: string[] = [];
  const parameters = new URLSearchParams();
  for (const { key } of OPTIONS) {
    const value = values.get(key);
    if (value === undefined) continue;
    if (typeof value === 'object' && !isList(value)) {
      const shared = Object.entries(value).filter(([name]) => !isSecretName(name));
      const secret = Object.keys(value).filter(isSecretName);
      withheld.push(...secret.map((name) => `${key} ${name}`));
      if (shared.length > 0 || secret.length === 0)
        parameters.set(key, textFromValue(Object.fromEntries(shared)));
    } else if (typeof value === 'string' && /^\w+:\/\/[^/]*@/.test(value)) withheld.push(key);
    else parameters.set(key, textFromValue(value));
  }
  return { fragment: parameters.toString(), withheld };
}

export interface ParsedLink {
  readonly values: Map<string, OptionInput>;
  /** Keys that are not options. */
  readonly unknown: readonly string[];
}

/** The values of a fragment, with or without its `#`. They are not checked here: the form shows what is invalid. */
export function parseLink(fragment: string): ParsedLink {
  const known = new Set(OPTIONS.map(({ key }) => key));
  const values = new Map<string, OptionInput>();
  const unknown: string[] = [];
  for (const [key, text] of new URLSearchParams(fragment.replace(/^#/, ''))) {
    if (known.has(key)) values.set(key, valueFromText(optionOf(key).kind, [text]));
    else unknown.push(key);
  }
  return { values, unknown };
}

/** Unknown keys of the link that was opened. */
export const unknownKeys = signal<readonly string[]>([]);

/** The link with the current configuration. */
export const link = computed(() => linkOf(stack.value.values));

/** The address with another fragment. */
export function shareLink(base: string | undefined, fragment: string): string {
  return base !== undefined && fragment === '' ? base : `${base ?? ''}#${fragment}`;
}

/**
 * The address at which other people can open this page: that of `bindstack web --public-url`, or its own.
 * Undefined if it is on this machine only.
 */
export function shareBase(): string | undefined {
  const configured = document.querySelector<HTMLMetaElement>('meta[name="public-url"]')?.content;
  return configured ?? publicAddress(location.href);
}

/** An address without its fragment; undefined if only this machine can open it. */
export function publicAddress(address: string): string | undefined {
  const { protocol, hostname } = new URL(address);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  const isLocal = hostname === 'localhost' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
  return isWeb && !isLocal ? address.replace(/#.*$/s, '') : undefined;
}

/** The address of this page with the configuration in its fragment. */
const pageAddress = computed(() => shareLink(location.href.replace(/#.*$/s, ''), link.value.fragment));

function readAddress(): void {
  const { values, unknown } = parseLink(location.hash);
  chosen.value = values;
  unknownKeys.value = unknown;
}

/** Reads the values from the address, then keeps the address up to date with the chosen values. */
export function followAddress(): void {
  readAddress();
  window.addEventListener('hashchange', readAddress);
  effect(() => {
    if (pageAddress.value !== location.href) history.replaceState(null, '', pageAddress.value);
  });
}
