import { type Document, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
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
  placeOf(map: YAMLMap, name: string): number {
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
