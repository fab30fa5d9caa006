import type { OptionInput } from '../capabilities/option.ts';
import { isEffective } from '../config/conditions.ts';
import type { DerivedValues } from '../config/derived.ts';
import { effectiveValues } from '../config/effective.ts';
import { valueWords } from '../config/formWords.ts';
import type { GivenValues } from '../config/given.ts';
import { MAIN_KEYS } from '../options/questionOrder.ts';
import { optionOf } from '../options/table.ts';
import { nameOf, type Place } from './place.ts';
import { labelOf } from './words.ts';

/** Characters of a value in a list. */
const MAX_LENGTH = 40;

/** A value for a list, in which each has one line. */
export function shortValue(key: string, value: OptionInput | undefined): string {
  const text = valueWords(optionOf(key), value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

/** The settings that were asked for or differ from the defaults, one per line; secrets are masked. */
export function summaryLines(
  { given, derived }: { readonly given: GivenValues; readonly derived: DerivedValues },
  asked: ReadonlySet<string>,
  place: Place,
): string[] {
  const chosen = new Map([...given].map(([key, { value }]) => [key, value]));
  const rank = (key: string) => (MAIN_KEYS.includes(key) ? MAIN_KEYS.indexOf(key) : MAIN_KEYS.length);
  const shown = effectiveValues(given, derived)
    .filter(
      ({ key, value }) =>
        key === 'targets' ||
        (asked.has(key) && isEffective(key, chosen)) ||
        JSON.stringify(value) !== JSON.stringify(optionOf(key).default),
    )
    .sort((a, b) => rank(a.key) - rank(b.key));
  const width = Math.max(...shown.map(({ key }) => labelOf(key).length));
  return shown.map(({ key, value }) => {
    const text = key === 'targets' ? nameOf(place) : valueWords(optionOf(key), value);
    return `  ${labelOf(key).padEnd(width)}  ${text}`;
  });
}
