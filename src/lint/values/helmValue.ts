import { isFullyKnown, withUnknowns } from '../../formats/partialText.ts';
import { parseQuantity } from '../../formats/quantity.ts';
import { type Located, type LocatedScalar, textOf } from '../../yaml/located.ts';
import { safeRecord } from '../../yaml/pieces.ts';

type Value = string | number | boolean | null;

/** Words that are booleans for Helm, which reads YAML 1.1, but not in YAML 1.2. */
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

/** Whether another program fills in the value, or part of it. */
export function isPlaceholder(located: Located | undefined): boolean {
  return !isFullyKnown(withUnknowns(textOf(located) ?? ''));
}

/** Whether `if` in a template treats a value as true: anything but null, false, 0 and empty values. */
export function isTruthy(located: Located | undefined, byDefault = false): boolean {
  if (located === undefined) return byDefault;
  if (located.kind === 'map') return located.entries.size > 0;
  if (located.kind === 'list') return located.items.length > 0;
  return Boolean(helmValue(located));
}

/** The values as Helm reads them, as plain data for a schema. */
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

/** A Kubernetes quantity as a number; undefined if it is missing or invalid. */
export function quantityOf(located: Located | undefined): number | undefined {
  const text = textOf(located);
  return text === undefined ? undefined : parseQuantity(text);
}
