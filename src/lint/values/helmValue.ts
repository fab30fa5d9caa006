import { isFullyKnown, withUnknowns } from '../../formats/partialText.ts';
import { parseQuantity } from '../../formats/quantity.ts';
import { type Located, type LocatedScalar, textOf } from '../../yaml/located.ts';
import { safeRecord } from '../../yaml/pieces.ts';

type Value = string | number | boolean | null;

/** Words that Helm's YAML 1.1 reader takes for booleans, which YAML 1.2 does not. */
const YAML_1_1_BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  [
    ['y', true],
    ['yes', true],
    ['on', true],
    ['n', false],
    ['no', false],
    ['off', false],
  ].flatMap(([word, value]) => {
    const text = String(word);
    const spellings = [text, text.toUpperCase(), `${text.charAt(0).toUpperCase()}${text.slice(1)}`];
    return spellings.map((spelling) => [spelling, value === true] as const);
  }),
);

function isUnquoted({ place, value }: LocatedScalar): boolean {
  return place.source.text.slice(place.start, place.end).trim() === value;
}

/** A scalar as Helm reads it: `yes`, `no`, `on`, `off`, `y` and `n` without quotes are booleans. */
export function helmValue(located: Located | undefined): Value | undefined {
  if (located?.kind !== 'scalar') return undefined;
  const { value } = located;
  if (typeof value !== 'string') return value;
  const old = YAML_1_1_BOOLEANS.get(value);
  return old !== undefined && isUnquoted(located) ? old : value;
}

/** Whether another program fills in the value, or a part of it. */
export function isPlaceholder(located: Located | undefined): boolean {
  return !isFullyKnown(withUnknowns(textOf(located) ?? ''));
}

/** What an `if` of a template takes for true: anything but nothing, false, 0 and what is empty. */
export function isTruthy(located: Located | undefined, byDefault = false): boolean {
  if (located === undefined) return byDefault;
  if (located.kind === 'map') return located.entries.size > 0;
  if (located.kind === 'list') return located.items.length > 0;
  return Boolean(helmValue(located));
}

/** The values as Helm reads them, for a schema. */
export function plainHelmValue(located: Located): unknown {
  switch (located.kind) {
    case 'scalar':
      return helmValue(located);
    case 'list':
      return located.items.map(plainHelmValue);
    case 'map':
      return safeRecord([...located.entries].map(([key, { value }]) => [key, plainHelmValue(value)]));
  }
}

/** The quantity of a value; undefined where there is none, or none that can be read. */
export function quantityOf(located: Located | undefined): number | undefined {
  const text = textOf(located);
  return text === undefined ? undefined : parseQuantity(text);
}
