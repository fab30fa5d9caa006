import type { Change } from '../../yaml/change.ts';
import { at, type Located } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';

/** The change that gives a key a value, wherever the blocks above it are written. */
export function setValue(values: ChartValues, path: readonly string[], value: unknown): Change {
  let above: Located = values.root;
  let depth = 0;
  for (const key of path.slice(0, -1)) {
    const next = at(above, key);
    if (next?.kind !== 'map') break;
    above = next;
    depth += 1;
  }
  return { op: 'set', path: [...above.path, ...path.slice(depth)], value };
}
