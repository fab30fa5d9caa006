import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Path } from '../documents/located.ts';
import type { Change, TextEdit } from './change.ts';
import { blockLines, flowText, scalarText } from './stringify.ts';
import { columnOf, type Style, styleOf } from './style.ts';

type Collection = YAMLMap | YAMLSeq;

/** Where the last value of a node ends, without the comments and blank lines behind it. */
export function contentEnd(node: Node): number {
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1);
    if (last === undefined) return node.range?.[1] ?? 0;
    if (isMap(node)) {
      const { key, value } = last as Pair<Node, Node | null>;
      return value?.range ? contentEnd(value) : (key.range?.[1] ?? 0);
    }
    const item = last as Node;
    // An item of nothing (`-`) ends where it begins.
    return item?.range ? contentEnd(item) : (node.range?.[1] ?? 0);
  }
  return node.range?.[1] ?? 0;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' && end - 1 >= offset ? end - 1 : end;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Turns changes into edits of one text. */
export class TextEditor {
  readonly #text: string;
  readonly #document: Document;
  readonly #style: Style;

  constructor(text: string, document: Document) {
    this.#text = text;
    this.#document = document;
    this.#style = styleOf(text, document);
  }

  /** The edit that makes a change; undefined where the file is written in a way that this does not know. */
  edit(change: Change): TextEdit | undefined {
    switch (change.op) {
      case 'set':
        return this.#set(change.path, change.value);
      case 'append':
        return this.#append(change.path, change.value);
      case 'rename':
        return this.#rename(change.path, change.to);
      case 'remove':
        return this.#remove(change.path);
    }
  }

  #node(path: Path): Node | null | undefined {
    return this.#document.getIn(path, true) as Node | null | undefined;
  }

  #pair(path: Path): { map: YAMLMap<Node, Node | null>; pair: Pair<Node, Node | null> } | undefined {
    const map = this.#node(path.slice(0, -1));
    const name = path.at(-1);
    if (!isMap(map)) return undefined;
    const pair = map.items.find(({ key }) => isScalar(key) && String(key.value) === String(name));
    return pair && { map: map as YAMLMap<Node, Node | null>, pair: pair as Pair<Node, Node | null> };
  }

  #inFlow(path: Path): boolean {
    return path.some((_, depth) => {
      const node = this.#node(path.slice(0, depth));
      return isCollection(node) && node.flow === true;
    });
  }

  #json(map: Collection): boolean {
    const [first] = map.items;
    const key = isMap(map) ? (first as Pair<Node> | undefined)?.key : (first as Node | undefined);
    return (
      this.#text.trimStart().startsWith('{') && (key === undefined || (isScalar(key) && key.type !== 'PLAIN'))
    );
  }

  #set(path: Path, value: unknown): TextEdit | undefined {
    const name = path.at(-1);
    if (name === undefined) return undefined;
    const parent = this.#node(path.slice(0, -1));
    if (isSeq(parent) && typeof name === 'number') {
      const item = parent.items[name] as Node | undefined;
      return item && this.#replace(item, value, this.#inFlow(path));
    }
    if (parent === null || parent === undefined || (isScalar(parent) && parent.value === null)) {
      return this.#set(path.slice(0, -1), { [String(name)]: value });
    }
    if (!isMap(parent)) return undefined;
    const found = this.#pair(path);
    if (!found) return this.#insert(parent, { key: String(name), value }, this.#inFlow(path));
    return this.#replaceOf(found.pair, value, this.#inFlow(path));
  }

  /** An item, or a value in flow style: what is replaced ends where it ends. */
  #replace(old: Node, value: unknown, inFlow: boolean): TextEdit | undefined {
    const [start, end] = old.range ?? [];
    if (start === undefined || end === undefined) return undefined;
    if (typeof value === 'object' && value !== null) {
      if (isCollection(old) && !old.flow) return undefined;
      return { start, end, text: flowText(value, this.#style, this.#text.trimStart().startsWith('{')) };
    }
    if (isScalar(old) && old.type?.startsWith('BLOCK')) return undefined;
    if (isCollection(old) && !old.flow) {
      return { start, end: contentEnd(old), text: scalarText(value, undefined, this.#style, inFlow) };
    }
    return { start, end, text: scalarText(value, isScalar(old) ? old : undefined, this.#style, inFlow) };
  }

  #replaceOf(pair: Pair<Node, Node | null>, value: unknown, inFlow: boolean): TextEdit | undefined {
    const old = pair.value;
    const keyRange = pair.key.range;
    if (!keyRange) return undefined;
    if (!old?.range) return undefined;
    const complex = typeof value === 'object' && value !== null;
    const empty = old.range[0] === old.range[1];
    if (inFlow || (!complex && !empty && !(isCollection(old) && !old.flow)))
      return this.#replace(old, value, inFlow);
    const text = this.#text;
    const colon = text.indexOf(':', keyRange[1]);
    if (colon < 0) return undefined;
    if (!complex) {
      const end = empty ? colon + 1 : contentEnd(old);
      return { start: colon + 1, end, text: ` ${scalarText(value, undefined, this.#style, false)}` };
    }
    const column = columnOf(text, keyRange[0]);
    const [first = '', ...rest] = blockLines({ key: 'k', value }, this.#style);
    const eol = this.#style.eol;
    const below = rest.map((line) => (line === '' ? '' : ' '.repeat(column) + line)).join(eol);
    const onKeyLine = first.slice('k:'.length);
    const keyLineEnd = lineEnd(text, colon);
    // A comment on the line of the key stays there.
    if (isCollection(old) && !old.flow && old.range[0] > keyLineEnd) {
      const block = below === '' ? '' : eol + below;
      return { start: keyLineEnd, end: contentEnd(old), text: onKeyLine + block };
    }
    const tail = lineEnd(text, Math.max(contentEnd(old), colon + 1));
    const comment = text.slice(Math.max(contentEnd(old), colon + 1), tail);
    return { start: colon + 1, end: tail, text: onKeyLine + comment + (below === '' ? '' : eol + below) };
  }

  /** A new pair or item at the end of a collection. */
  #insert(
    collection: Collection,
    item: { key: string; value: unknown } | { value: unknown },
    inFlow: boolean,
  ): TextEdit | undefined {
    const { range } = collection;
    if (!range) return undefined;
    const text = this.#text;
    if (collection.flow) return this.#insertFlow(collection, item, inFlow);
    const [first] = collection.items;
    const start = isMap(collection) ? (first as Pair<Node> | undefined)?.key.range?.[0] : range[0];
    if (start === undefined) return undefined;
    const column = columnOf(text, start);
    const lines = blockLines(item, this.#style).map((line) => (line === '' ? '' : ' '.repeat(column) + line));
    const block = lines.join(this.#style.eol);
    const end = contentEnd(collection);
    // Behind a block scalar the offset is at the start of the next line already.
    if (end > 0 && text[end - 1] === '\n') return { start: end, end, text: block + this.#style.eol };
    const at = lineEnd(text, end);
    return { start: at, end: at, text: this.#style.eol + block };
  }

  #insertFlow(
    collection: Collection,
    item: { key: string; value: unknown } | { value: unknown },
    inFlow: boolean,
  ): TextEdit | undefined {
    const [start = 0, end = 0] = collection.range ?? [];
    const json = this.#json(collection);
    const value = flowText(item.value, this.#style, json);
    const key =
      'key' in item
        ? `${json ? JSON.stringify(item.key) : scalarText(item.key, undefined, this.#style, true)}: `
        : '';
    const last = collection.items.at(-1);
    if (last === undefined) {
      if (!inFlow || 'key' in item) {
        const [open, close] = isMap(collection) ? ['{ ', ' }'] : ['[', ']'];
        return { start, end, text: `${open}${key}${value}${close}` };
      }
      return { start, end, text: `[${value}]` };
    }
    const node = isMap(collection)
      ? ((last as Pair<Node, Node | null>).value ?? (last as Pair<Node>).key)
      : (last as Node);
    const at = node.range?.[1];
    const from = isMap(collection) ? (last as Pair<Node>).key.range?.[0] : (last as Node).range?.[0];
    if (at === undefined || from === undefined) return undefined;
    // One a line, where the others are.
    const indent = this.#text.slice(lineStart(this.#text, from), from);
    const gap = indent.trim() === '' && from > 0 ? this.#style.eol + indent : ' ';
    return { start: at, end: at, text: `,${gap}${key}${value}` };
  }

  #append(path: Path, value: unknown): TextEdit | undefined {
    const list = this.#node(path);
    if (!isSeq(list)) return this.#set(path, [value]);
    return this.#insert(list, { value }, this.#inFlow([...path, 0]));
  }

  #rename(path: Path, to: string): TextEdit | undefined {
    const key = this.#pair(path)?.pair.key;
    if (!isScalar(key) || !key.range) return undefined;
    return {
      start: key.range[0],
      end: key.range[1],
      text: scalarText(to, key, this.#style, this.#inFlow(path)),
    };
  }

  #remove(path: Path): TextEdit | undefined {
    const name = path.at(-1);
    const parent = this.#node(path.slice(0, -1));
    if (!isCollection(parent) || name === undefined || isAlias(parent)) return undefined;
    const index = isMap(parent)
      ? parent.items.findIndex(({ key }) => isScalar(key) && String(key.value) === String(name))
      : Number(name);
    const starts = parent.items.map((item) =>
      isMap(parent) ? (item as Pair<Node>).key.range?.[0] : (item as Node)?.range?.[0],
    );
    const start = starts[index];
    const item = parent.items[index];
    if (item === undefined || start === undefined) return undefined;
    if (parent.items.length === 1) return path.length > 1 ? this.#remove(path.slice(0, -1)) : undefined;
    const value = isMap(parent)
      ? ((item as Pair<Node, Node | null>).value ?? (item as Pair<Node>).key)
      : (item as Node);
    const end = contentEnd(value);
    const next = starts[index + 1];
    if (parent.flow) {
      if (next !== undefined) return { start, end: next, text: '' };
      const before = parent.items[index - 1];
      const previous = isMap(parent)
        ? ((before as Pair<Node, Node | null>).value ?? (before as Pair<Node>).key)
        : (before as Node);
      return { start: contentEnd(previous), end, text: '' };
    }
    const from = lineStart(this.#text, start);
    const own = this.#text.slice(from, start).replace(isSeq(parent) ? /-\s*$/ : '', '');
    if (own.trim() !== '') return next === undefined ? undefined : { start, end: next, text: '' };
    const tail = this.#text[end - 1] === '\n' ? end : this.#text.indexOf('\n', end) + 1;
    return { start: from, end: tail === 0 ? this.#text.length : tail, text: '' };
  }
}
