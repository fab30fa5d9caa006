import { type Document, isCollection, isMap, isPair, isScalar, type Node } from 'yaml';

/**
 * Keys that appear twice in their map, in the order of the text. The parser's own check compares every key with every
 * other key: a map of 30,000 keys takes it 13 seconds.
 */
export function duplicateKeys(document: Document): Node[] {
  return repeated(document, (key) => (typeof key === 'symbol' ? undefined : key));
}

/** The name of a key. The library `yaml` turns the merge key into a symbol. */
export function keyName(key: Node): string {
  const value = isScalar(key) ? key.value : key;
  if (typeof value === 'symbol') return value.description ?? '';
  try {
    return String(value);
  } catch {
    // A map as a key with a `<<` of something that is not a map: `yaml` throws when it merges that for the text.
    return `{${key.range?.[0] ?? ''}}`;
  }
}

/** Second merge keys (`<<`) in a map: Compose rejects them, Helm does not. */
export function duplicateMergeKeys(document: Document): Node[] {
  return repeated(document, (key) => (typeof key === 'symbol' ? '<<' : undefined));
}

/** Keys that JSON cannot represent because they are not strings: numbers, booleans, null, lists and maps. */
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

/** The keys of every map, including maps that are keys. Uses no recursion. */
function* keysOfMaps(document: Document): Generator<Node[]> {
  const pending: unknown[] = [document.contents];
  while (pending.length > 0) {
    const node = pending.pop();
    if (!isCollection(node)) continue;
    const keys: Node[] = [];
    for (const item of node.items) {
      if (!isPair(item)) {
        pending.push(item);
        continue;
      }
      pending.push(item.key, item.value);
      if (isMap(node)) keys.push(item.key as Node);
    }
    yield keys;
  }
}

function sortedByPosition(nodes: Node[]): Node[] {
  return nodes.sort((a, b) => (a.range?.[0] ?? 0) - (b.range?.[0] ?? 0));
}
