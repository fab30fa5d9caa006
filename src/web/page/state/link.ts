import type { OptionInput } from '../../../capabilities/option.ts';
import { isSecretName } from '../../../config/effective.ts';
import { OPTIONS, optionOf } from '../../../options/table.ts';
import { isList, textFromValue, valueFromText } from '../../../options/text.ts';

export interface Link {
  /** `inference.mode=stub&weaviate.httpPort=9090`; empty for the defaults. */
  readonly fragment: string;
  /** What it leaves out, since it may be secret: `weaviate.env OPENAI_APIKEY`. */
  readonly withheld: readonly string[];
}

/** The values as the fragment of an address, which browsers send to nobody. Secrets stay out of it. */
export function linkOf(values: ReadonlyMap<string, OptionInput>): Link {
  const withheld: string[] = [];
  const parameters = new URLSearchParams();
  for (const { key } of OPTIONS) {
    const value = values.get(key);
    if (value === undefined) continue;
    if (typeof value === 'object' && !isList(value)) {
      const shown = Object.entries(value).filter(([name]) => !isSecretName(name));
      const secret = Object.keys(value).filter(isSecretName);
      withheld.push(...secret.map((name) => `${key} ${name}`));
      if (shown.length > 0 || secret.length === 0)
        parameters.set(key, textFromValue(Object.fromEntries(shown)));
    } else if (typeof value === 'string' && /^\w+:\/\/[^/]*@/.test(value)) withheld.push(key);
    else parameters.set(key, textFromValue(value));
  }
  return { fragment: parameters.toString(), withheld };
}

export interface Linked {
  readonly values: Map<string, OptionInput>;
  /** Keys that mean nothing here. */
  readonly unknown: readonly string[];
}

/** The values of a fragment, with or without its `#`. Whether they are good is for the form to say. */
export function fromLink(fragment: string): Linked {
  const known = new Set(OPTIONS.map(({ key }) => key));
  const values = new Map<string, OptionInput>();
  const unknown: string[] = [];
  for (const [key, text] of new URLSearchParams(fragment.replace(/^#/, ''))) {
    if (known.has(key)) values.set(key, valueFromText(optionOf(key).kind, [text]));
    else unknown.push(key);
  }
  return { values, unknown };
}
