import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Change } from './change.ts';
import type { Path } from './located.ts';

export type NodePair = Pair<Node, Node | null>;

/**
 * Finds the values of a document by path, and reads each map only once. The parser's own `get` searches the map for
 * each key: thousands of changes to a map of thousands of keys would take minutes.
 */
export class KeyIndex {
  readonly #document: Document;
  readonly #pairs = new WeakMap<YAMLMap, Map<string, NodePair>>();

  readonly #places = new WeakMap<YAMLMap, Map<NodePair, number>>();

  constructor(document: Document) {
    this.#document = document;
  }

  /** The pairs of a map by the text of their keys. Of duplicate keys, the first. */
  pairsOf(map: YAMLMap): Map<string, NodePair> {
    const known = this.#pairs.get(map);
    if (known) return known;
    const pairs = new Map<string, NodePair>();
    for (const pair of map.items as NodePair[]) {
      const name = isScalar(pair.key) ? String(pair.key.value) : undefined;
      if (name !== undefined && !pairs.has(name)) pairs.set(name, pair);
    }
    this.#pairs.set(map, pairs);
    return pairs;
  }

  /** The index of a pair in its map, or -1. */
  indexOf(map: YAMLMap, name: string): number {
    const places =
      this.#places.get(map) ?? new Map(map.items.map((pair, place) => [pair as NodePair, place]));
    this.#places.set(map, places);
    const pair = this.pairsOf(map).get(name);
    return pair ? (places.get(pair) ?? -1) : -1;
  }

  /** The node at a path; null for a key without a value, undefined if there is nothing. */
  nodeAt(path: Path): Node | null | undefined {
    let node = this.#document.contents as Node | null | undefined;
    for (const key of path) {
      if (isMap(node)) node = this.pairsOf(node).get(String(key))?.value;
      else if (isSeq(node)) node = node.items[Number(key)] as Node | undefined;
      else return undefined;
    }
    return node;
  }
}

/** A copy of a document with changes made to its values. The edited text must contain the same values. */
export class ChangedDocument {
  readonly #document: Document;
  readonly #index: KeyIndex;
  /** What to remove after all changes are made. Until then it stays, so that all paths remain valid. */
  readonly #removed = new Map<YAMLMap | YAMLSeq, Set<unknown>>();

  constructor(document: Document) {
    this.#document = document.clone();
    this.#index = new KeyIndex(this.#document);
  }

  /** Makes the changes. Undefined if the path of one of them leads nowhere. */
  with(changes: readonly Change[]): Document | undefined {
    if (!changes.every((change) => this.#change(change))) return undefined;
    for (const [collection, removed] of this.#removed)
      collection.items = collection.items.filter((item) => !removed.has(item)) as typeof collection.items;
    return this.#document;
  }

  #change(change: Change): boolean {
    const { path } = change;
    switch (change.op) {
      case 'set':
        return this.#set(path, change.value);
      case 'append': {
        const list = this.#index.nodeAt(path);
        if (!isSeq(list)) return this.#set(path, [this.#plain(change.value)]);
        list.items.push(this.#node(change.value));
        return true;
      }
      case 'key':
        return this.#set(path, change.values);
      case 'rename': {
        const map = this.#index.nodeAt(path.slice(0, -1));
        const pair = isMap(map) ? this.#index.pairsOf(map).get(String(path.at(-1))) : undefined;
        if (isScalar(pair?.key)) pair.key.value = change.to;
        return true;
      }
      case 'remove':
        return this.#remove(path);
    }
  }

  #node(value: unknown): Node {
    return isNode(value) ? (value.clone() as Node) : this.#document.createNode(value);
  }

  #plain(value: unknown): unknown {
    return isNode(value) ? value.toJS(this.#document) : value;
  }

  #set(path: Path, value: unknown): boolean {
    const name = path.at(-1);
    if (name === undefined) return false;
    const above = this.#index.nodeAt(path.slice(0, -1));
    if (path.length > 1 && isEmpty(above))
      return this.#set(path.slice(0, -1), { [String(name)]: this.#plain(value) });
    if (isSeq(above)) {
      if (above.items[Number(name)] === undefined) return false;
      above.items[Number(name)] = this.#node(value);
      return true;
    }
    if (!isMap(above)) return false;
    const pairs = this.#index.pairsOf(above);
    const pair = pairs.get(String(name));
    if (pair) {
      pair.value = this.#node(value);
      return true;
    }
    const added = new Pair(this.#document.createNode(String(name)), this.#node(value)) as NodePair;
    above.items.push(added);
    pairs.set(String(name), added);
    return true;
  }

  #remove(path: Path): boolean {
    let removed = path;
    // Removing the last key also removes its map, which would otherwise be written as `{}`.
    while (removed.length > 1 && this.#sizeOf(this.#index.nodeAt(removed.slice(0, -1))) === 1)
      removed = removed.slice(0, -1);
    const above = this.#index.nodeAt(removed.slice(0, -1));
    const name = String(removed.at(-1));
    const item = isMap(above)
      ? this.#index.pairsOf(above).get(name)
      : isSeq(above)
        ? above.items[Number(name)]
        : undefined;
    if (!isCollection(above) || item === undefined) return false;
    const collection = above as YAMLMap | YAMLSeq;
    this.#removed.set(collection, (this.#removed.get(collection) ?? new Set()).add(item));
    return true;
  }

  #sizeOf(node: unknown): number | undefined {
    if (!isMap(node) && !isSeq(node)) return undefined;
    return node.items.length - (this.#removed.get(node)?.size ?? 0);
  }
}

function isEmpty(node: Node | null | undefined): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}
