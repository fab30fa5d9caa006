import { isMap, type Node, type Pair } from 'yaml';
import type { TextEdit } from './change.ts';
import { type Collection, contentEnd, isJson, lastNode, lineEnd, lineStart, type Sheet } from './sheet.ts';
import { blockLines, flowText, scalarText } from './stringify.ts';
import { columnOf } from './style.ts';

/** A new pair or item at the end of a collection. */
export function insertInto(
  sheet: Sheet,
  collection: Collection,
  item: { key: string; value: unknown } | { value: unknown },
  inFlow: boolean,
): TextEdit | undefined {
  const { range } = collection;
  if (!range) return undefined;
  const text = sheet.text;
  if (collection.flow) return insertIntoFlow(sheet, collection, item, inFlow);
  const [first] = collection.items;
  const start = isMap(collection) ? (first as Pair<Node> | undefined)?.key.range?.[0] : range[0];
  if (start === undefined) return undefined;
  const column = columnOf(text, start);
  const lines = blockLines(item, sheet.style).map((line) => (line === '' ? '' : ' '.repeat(column) + line));
  const block = lines.join(sheet.style.eol);
  const end = contentEnd(collection);
  // Behind a block scalar the offset is at the start of the next line already.
  if (end > 0 && text[end - 1] === '\n') return { start: end, end, text: block + sheet.style.eol };
  const at = lineEnd(text, end);
  return { start: at, end: at, text: sheet.style.eol + block };
}

function insertIntoFlow(
  sheet: Sheet,
  collection: Collection,
  item: { key: string; value: unknown } | { value: unknown },
  inFlow: boolean,
): TextEdit | undefined {
  const [start = 0, end = 0] = collection.range ?? [];
  const json = isJson(sheet, collection);
  const value = flowText(item.value, sheet.style, json);
  const key =
    'key' in item
      ? `${json ? JSON.stringify(item.key) : scalarText(item.key, undefined, sheet.style, true)}: `
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
  // One a line, where the others are.
  const indent = sheet.text.slice(lineStart(sheet.text, from), from);
  const gap = indent.trim() === '' && from > 0 ? sheet.style.eol + indent : ' ';
  return { start: at, end: at, text: `,${gap}${key}${value}` };
}
