import { isCollection, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { TextEdit } from './change.ts';
import {
  type Collection,
  contentEnd,
  type EditableText,
  isInFlow,
  isJson,
  lastNode,
  lineEnd,
  lineStart,
  nodeAt,
  pairAt,
} from './editableText.ts';
import type { Path } from './located.ts';
import { blockLines, columnOf, flowText, scalarText } from './style.ts';

export function setEdit(original: EditableText, path: Path, value: unknown): TextEdit | undefined {
  const name = path.at(-1);
  if (name === undefined) return undefined;
  const parent = nodeAt(original, path.slice(0, -1));
  if (isSeq(parent) && typeof name === 'number') {
    const item = parent.items[name] as Node | undefined;
    return item && replaceNode(original, item, value, isInFlow(original, path));
  }
  if (parent === null || parent === undefined || (isScalar(parent) && parent.value === null)) {
    return setEdit(original, path.slice(0, -1), { [String(name)]: value });
  }
  if (!isMap(parent)) return undefined;
  const found = pairAt(original, path);
  if (!found) return insertInto(original, parent, { key: String(name), value }, isInFlow(original, path));
  return replaceValue(original, found.pair, value, isInFlow(original, path));
}

export function appendEdit(original: EditableText, path: Path, value: unknown): TextEdit | undefined {
  const list = nodeAt(original, path);
  if (!isSeq(list)) return setEdit(original, path, [value]);
  return insertInto(original, list, { value }, isInFlow(original, [...path, 0]));
}

/** Replaces an item, or a value in flow style, without touching anything around it. */
function replaceNode(
  original: EditableText,
  old: Node,
  value: unknown,
  inFlow: boolean,
): TextEdit | undefined {
  const [start, end] = old.range ?? [];
  if (start === undefined || end === undefined || hasExplicitType(old)) return undefined;
  if (typeof value === 'object' && value !== null) {
    if (isCollection(old) && !old.flow) return undefined;
    return { start, end, text: flowText(value, original.style, original.isJson) };
  }
  if (isScalar(old) && old.type?.startsWith('BLOCK')) return undefined;
  if (isCollection(old) && !old.flow) {
    return { start, end: contentEnd(old), text: scalarText(value, undefined, original.style, inFlow) };
  }
  return { start, end, text: scalarText(value, isScalar(old) ? old : undefined, original.style, inFlow) };
}

/** Whether the node has an explicit type (`!!timestamp 2001-12-14`): the tag would stay and not fit the new value. */
function hasExplicitType(node: Node): boolean {
  return isScalar(node) && node.tag !== undefined && node.tag !== 'tag:yaml.org,2002:str';
}

function replaceValue(
  original: EditableText,
  pair: Pair<Node, Node | null>,
  value: unknown,
  inFlow: boolean,
): TextEdit | undefined {
  const old = pair.value;
  const keyRange = pair.key.range;
  if (!keyRange) return undefined;
  if (!old?.range || hasExplicitType(old)) return undefined;
  const complex = typeof value === 'object' && value !== null;
  const empty = old.range[0] === old.range[1];
  if (inFlow || (!complex && !empty && !(isCollection(old) && !old.flow)))
    return replaceNode(original, old, value, inFlow);
  const itemEdit = itemsEdit(original, old, value);
  if (itemEdit) return itemEdit;
  const text = original.text;
  const colon = text.indexOf(':', keyRange[1]);
  if (colon < 0) return undefined;
  if (!complex) {
    const end = empty ? colon + 1 : contentEnd(old);
    return { start: colon + 1, end, text: ` ${scalarText(value, undefined, original.style, false)}` };
  }
  const column = columnOf(text, keyRange[0]);
  const [first = '', ...rest] = blockLines({ key: 'k', value }, original.style);
  const eol = original.style.eol;
  const below = rest.map((line) => (line === '' ? '' : ' '.repeat(column) + line)).join(eol);
  const onKeyLine = first.slice('k:'.length);
  const keyLineEnd = lineEnd(text, colon);
  // A comment on the line of the key is kept.
  if (isCollection(old) && !old.flow && old.range[0] > keyLineEnd) {
    const block = below === '' ? '' : eol + below;
    return { start: keyLineEnd, end: contentEnd(old), text: onKeyLine + block };
  }
  const tail = lineEnd(text, Math.max(contentEnd(old), colon + 1));
  const comment = text.slice(Math.max(contentEnd(old), colon + 1), tail);
  return { start: colon + 1, end: tail, text: onKeyLine + comment + (below === '' ? '' : eol + below) };
}

/**
 * Replaces a block list of strings with another one, item by item, which keeps comments and style. Undefined for other
 * values, and if an item with a comment would be removed.
 */
function itemsEdit(original: EditableText, old: Node, value: unknown): TextEdit | undefined {
  const items: unknown = isSeq(value)
    ? value.items.map((item) => (isScalar(item) ? item.value : item))
    : value;
  if (!isSeq(old) || old.flow || !old.range || !Array.isArray(items)) return undefined;
  const before = old.items.filter((item) => isScalar(item));
  const isPlain = items.every((item) => typeof item === 'string');
  if (before.length < old.items.length || before.length === 0 || items.length === 0 || !isPlain)
    return undefined;
  const { text, style } = original;
  const starts = before.map((item) => item.range?.[0] ?? 0);
  const ends = before.map((item) => item.range?.[1] ?? 0);
  let out = '';
  let cursor = starts[0] ?? 0;
  const start = cursor;
  for (const [index, item] of before.entries()) {
    if (item.type?.startsWith('BLOCK')) return undefined;
    const [from = 0, to = 0] = [starts[index], ends[index]];
    const between = text.slice(cursor, from);
    if (index < items.length) out += between + scalarText(items[index], item, style, false);
    else if (between.includes('#')) return undefined;
    cursor = to;
  }
  const last = before.at(-1);
  const column = columnOf(text, starts.at(-1) ?? 0);
  const dash = text.slice(lineStart(text, starts.at(-1) ?? 0), starts.at(-1));
  if (column !== dash.length || !/^\s*-\s+$/.test(dash)) return undefined;
  const end = lineEnd(text, cursor);
  const tail = text.slice(cursor, end);
  if (items.length < before.length && tail.trim() !== '') return undefined;
  const more = items
    .slice(before.length)
    .map((item) => style.eol + dash + scalarText(item, last, style, false));
  return { start, end, text: out + tail + more.join('') };
}

/** Adds a pair or an item at the end of a collection. */
function insertInto(
  original: EditableText,
  collection: Collection,
  item: { key: string; value: unknown } | { value: unknown },
  inFlow: boolean,
): TextEdit | undefined {
  const { range } = collection;
  if (!range) return undefined;
  const text = original.text;
  if (collection.flow) return insertIntoFlow(original, collection, item, inFlow);
  const [first] = collection.items;
  const start = isMap(collection) ? (first as Pair<Node> | undefined)?.key.range?.[0] : range[0];
  if (start === undefined) return undefined;
  const column = columnOf(text, start);
  const lines = blockLines(item, original.style).map((line) =>
    line === '' ? '' : ' '.repeat(column) + line,
  );
  const block = lines.join(original.style.eol);
  const end = contentEnd(collection);
  // After a block scalar, the offset is already at the start of the next line.
  if (end > 0 && text[end - 1] === '\n') return { start: end, end, text: block + original.style.eol };
  const at = lineEnd(text, end);
  return { start: at, end: at, text: original.style.eol + block };
}

function insertIntoFlow(
  original: EditableText,
  collection: Collection,
  item: { key: string; value: unknown } | { value: unknown },
  inFlow: boolean,
): TextEdit | undefined {
  const [start = 0, end = 0] = collection.range ?? [];
  const json = isJson(original, collection);
  const value = flowText(item.value, original.style, json);
  const key =
    'key' in item
      ? `${json ? JSON.stringify(item.key) : scalarText(item.key, undefined, original.style, true)}: `
      : '';
  const last = collection.items.at(-1);
  if (last === undefined) {
    if (!inFlow || 'key' in item) {
      const [open, close] = isMap(collection) ? ['{ ', ' }'] : ['[', ']'];
      return { start, end, text: `${open}${key}${value}${close}` };
    }
    return { start, end, text: `[${value}]` };
  }
  const at = lastNode(last).range?.[1];
  const from = isMap(collection) ? (last as Pair<Node>).key.range?.[0] : (last as Node).range?.[0];
  if (at === undefined || from === undefined) return undefined;
  // One per line, if the others are.
  const indent = original.text.slice(lineStart(original.text, from), from);
  const gap = indent.trim() === '' && from > 0 ? original.style.eol + indent : ' ';
  return { start: at, end: at, text: `,${gap}${key}${value}` };
}
