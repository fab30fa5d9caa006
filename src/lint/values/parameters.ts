import { at, type Located, type LocatedMap, type LocatedScalar, textOf } from '../../yaml/located.ts';

/** A value that is given by its path, as with `helm --set`: `modules.multi2vec-bind.enabled`. */
export interface Parameter {
  readonly name: string;
  readonly value: Located;
  /** Taken as it is written, as with `--set-string`. */
  readonly isText?: boolean;
}

/** What `helm --set` makes of a text. */
function typed(located: Located, isText: boolean): LocatedScalar | undefined {
  const text = textOf(located);
  if (located.kind !== 'scalar' || text === undefined) return undefined;
  if (isText || typeof located.value !== 'string') return located;
  if (text === 'true' || text === 'false') return { ...located, value: text === 'true' };
  if (text === 'null') return { ...located, value: null };
  return /^(?:0|-?[1-9]\d*)$/.test(text) ? { ...located, value: Number(text) } : located;
}

function withValue(
  map: LocatedMap,
  [key = '', ...rest]: readonly string[],
  value: LocatedScalar,
): LocatedMap {
  const below = at(map, key);
  const path = [...map.path, key];
  const empty: LocatedMap = { kind: 'map', entries: new Map(), place: value.place, path };
  const next = rest.length === 0 ? value : withValue(below?.kind === 'map' ? below : empty, rest, value);
  const entry = { key: map.entries.get(key)?.key ?? value.place, value: next };
  return { ...map, entries: new Map([...map.entries, [key, entry]]) };
}

/** Values with parameters over them, as Helm merges them. What is set in a list (`args[0]`) is left out. */
export function withParameters(root: LocatedMap, parameters: readonly Parameter[]): LocatedMap {
  let current = root;
  for (const { name, value, isText = false } of parameters) {
    const scalar = typed(value, isText);
    if (!scalar || name.includes('[')) continue;
    const keys = name.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));
    current = withValue(current, keys, scalar);
  }
  return current;
}
