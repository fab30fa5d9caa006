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
 * The values of a document by their paths. Each map is gone through once: the parser's own `get` goes through it for
 * each key, which takes thousands of changes to a map of thousands of keys minutes.
 */
export class KeyIndex {
  readonly #document: Document;
  readonly #pairs = new WeakMap<YAMLMap, Map<string, NodePair>>();

  readonly #places = new WeakMap<YAMLMap, Map<NodePair, number>>();

  constructor(document: Document) {
    this.#document = document;
  }

  /** The pairs of a map by the text of their keys; of two alike, the first. */
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

  /** The index of a pair in its map; -1 where there is none. */
  indexOf(map: YAMLMap, name: string): number {
    const places =
      this.#places.get(map) ?? new Map(map.items.map((pair, place) => [pair as NodePair, place]));
    this.#places.set(map, places);
    const pair = this.pairsOf(map).get(name);
    return pair ? (places.get(pair) ?? -1) : -1;
  }

  /** Undefined where there is nothing, null for a key without a value. */
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

/** A document with changes made to its values, which is what the changed text must then say. */
export class ChangedDocument {
  readonly #document: Document;
  readonly #index: KeyIndex;
  /** What goes once every change is made, so that until then each path leads to what its change was meant for. */
  readonly #gone = new Map<YAMLMap | YAMLSeq, Set<unknown>>();

  constructor(document: Document) {
    this.#document = document.clone();
    this.#index = new KeyIndex(this.#document);
  }

  /** The document with these changes; undefined where one of them leads to nothing. */
  with(changes: readonly Change[]): Document | undefined {
    if (!changes.every((change) => this.#change(change))) return undefined;
    for (const [collection, gone] of this.#gone)
      collection.items = collection.items.filter((item) => !gone.has(item)) as typeof collection.items;
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
    let gone = path;
    // The last one takes its map with it: an empty one would be written `{}`.
    while (gone.length > 1 && this.#sizeOf(this.#index.nodeAt(gone.slice(0, -1))) === 1)
      gone = gone.slice(0, -1);
    const above = this.#index.nodeAt(gone.slice(0, -1));
    const name = String(gone.at(-1));
    const item = isMap(above)
      ? this.#index.pairsOf(above).get(name)
      : isSeq(above)
        ? above.items[Number(name)]
        : undefined;
    if (!isCollection(above) || item === undefined) return false;
    const collection = above as YAMLMap | YAMLSeq;
    this.#gone.set(collection, (this.#gone.get(collection) ?? new Set()).add(item));
    return true;
  }

  #sizeOf(node: unknown): number | undefined {
    if (!isMap(node) && !isSeq(node)) return undefined;
    return node.items.length - (this.#gone.get(node)?.size ?? 0);
  }
}

function isEmpty(node: Node | null | undefined): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}
