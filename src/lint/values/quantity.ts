import { parseQuantity } from '../../formats/quantity.ts';
import { type Located, textOf } from '../../yaml/located.ts';

/** The quantity of a value; undefined where there is none, or none that can be read. */
export function quantityOf(located: Located | undefined): number | undefined {
  const text = textOf(located);
  return text === undefined ? undefined : parseQuantity(text);
}
