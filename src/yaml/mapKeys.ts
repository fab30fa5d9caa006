import { type Document, isCollection, isMap, isPair, isScalar, type Node } from 'yaml';

/**
 * Keys that stand twice in their map, in the order of the text. The parser's own check compares each key with each
 * other one: 30,000 keys in one map take it 13 seconds.
 */
export function duplicateKeys(document: Document): Node[] {
  return repeated(document, (key) => (typeof key === 'symbol' ? undefined : key));
}

/** The name of a key; `yaml` makes a symbol of the merge key. */
export function keyName(key: Node): string {
  const value = isScalar(key) ? key.value : key;
  if (typeof value === 'symbol') return value.description ?? '';
  try {
    return String(value);
  } catch {
    // A map as a key, with a `<<` of something that is none: `yaml` would merge it to write it.
    return `{${key.range?.[0] ?? ''}}`;
  }
}

/** Merge keys (`<<`) beside another one of their map: Compose refuses them, Helm does not. */
export function duplicateMergeKeys(document: Document): Node[] {
  return repeated(document, (key) => (typeof key === 'symbol' ? '<<' : undefined));
}

/** Keys that are no text, which JSON has no room for: numbers, booleans, nothing, lists and maps. */
export function nonStringKeys(document: Document): Node[] {
  const found: Node[] = [];
  for (const keys of keysOfMaps(document)) {
    for (const key of keys) {
      if (!isScalar(key) || !['string', 'symbol'].includes(typeof key.value)) found.push(key);
    }
  }
  return sortedByPosition(found);
}

function repeated(document: Document, identity: (key: unknown) => unknown): Node[] {
  const found: Node[] = [];
  for (const keys of keysOfMaps(document)) {
    const seen = new Set<unknown>();
    for (const key of keys) {
      const known = isScalar(key) ? identity(key.value) : undefined;
      if (known === undefined) continue;
      if (seen.has(known)) found.push(key);
      seen.add(known);
    }
  }
  return sortedByPosition(found);
}

/** The keys of every map, by iteration: the maps that are keys too. */
function* keysOfMaps(document: Document): Generator<Node[]> {
  const waiting: unknown[] = [document.contents];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (!isCollection(node)) continue;
    const keys: Node[] = [];
    for (const item of node.items) {
      if (!isPair(item)) {
        waiting.push(item);
        continue;
      }
      waiting.push(item.key, item.value);
      if (isMap(node)) keys.push(item.key as Node);
    }
    yield keys;
  }
}

function sortedByPosition(nodes: Node[]): Node[] {
  return nodes.sort((a, b) => (a.range?.[0] ?? 0) - (b.range?.[0] ?? 0));
}
