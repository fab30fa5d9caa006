import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { KeyIndex, type NodePair } from './changedDocument.ts';
import type { Path } from './located.ts';
import { type Style, styleOf } from './style.ts';

/** A text to edit, with its parsed values and its style. */
export interface EditableText {
  readonly text: string;
  readonly index: KeyIndex;
  readonly style: Style;
  /** Whether the text is JSON. */
  readonly isJson: boolean;
}

export function editableText(text: string, document: Document): EditableText {
  return {
    text,
    index: new KeyIndex(document),
    style: styleOf(text, document),
    isJson: text.trimStart().startsWith('{'),
  };
}

export type Collection = YAMLMap | YAMLSeq;

/** The end of the last value in a node, without the comments and blank lines after it. */
export function contentEnd(node: Node): number {
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1);
    if (last === undefined) return node.range?.[1] ?? 0;
    if (isMap(node)) {
      const { key, value } = last as Pair<Node, Node | null>;
      return value?.range ? contentEnd(value) : (key.range?.[1] ?? 0);
    }
    const item = last as Node;
    // An empty item (`-`) ends where it starts.
    return item?.range ? contentEnd(item) : (node.range?.[1] ?? 0);
  }
  return node.range?.[1] ?? 0;
}

/** The last node of an item of a collection. For a pair, its value if it has one. */
export function lastNode(item: unknown): Node {
  if (!isPair(item)) return item as Node;
  const { key, value } = item as Pair<Node, Node | null>;
  return value ?? key;
}

/** The end of the line that contains an offset, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' && end - 1 >= offset ? end - 1 : end;
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

export function nodeAt(original: EditableText, path: Path): Node | null | undefined {
  return original.index.nodeAt(path);
}

export function pairAt(
  original: EditableText,
  path: Path,
): { map: YAMLMap<Node, Node | null>; pair: NodePair } | undefined {
  const map = nodeAt(original, path.slice(0, -1));
  const name = path.at(-1);
  if (!isMap(map)) return undefined;
  const pair = original.index.pairsOf(map).get(String(name));
  return pair && { map: map as YAMLMap<Node, Node | null>, pair };
}

export function isInFlow(original: EditableText, path: Path): boolean {
  return path.some((_, depth) => {
    const node = nodeAt(original, path.slice(0, depth));
    return isCollection(node) && node.flow === true;
  });
}

export function isJson(original: EditableText, map: Collection): boolean {
  const [first] = map.items;
  const key = isMap(map) ? (first as Pair<Node> | undefined)?.key : (first as Node | undefined);
  return original.isJson && (key === undefined || (isScalar(key) && key.type !== 'PLAIN'));
}
