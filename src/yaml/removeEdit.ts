import { isAlias, isCollection, isMap, isPair, isSeq, type Node } from 'yaml';
import type { TextEdit } from './change.ts';
import type { NodePair } from './keyIndex.ts';
import type { Path } from './located.ts';
import { contentEnd, lastNode, lineStart, nodeAt, type Sheet } from './sheet.ts';

export function removeEdit(sheet: Sheet, path: Path): TextEdit | undefined {
  const name = path.at(-1);
  const parent = nodeAt(sheet, path.slice(0, -1));
  if (!isCollection(parent) || name === undefined || isAlias(parent)) return undefined;
  const index = isMap(parent) ? sheet.index.placeOf(parent, String(name)) : Number(name);
  const startOf = (item: unknown) =>
    isPair(item) ? (item as NodePair).key.range?.[0] : (item as Node | undefined)?.range?.[0];
  const start = startOf(parent.items[index]);
  const item = parent.items[index];
  if (item === undefined || start === undefined) return undefined;
  if (parent.items.length === 1) return path.length > 1 ? removeEdit(sheet, path.slice(0, -1)) : undefined;
  const end = contentEnd(lastNode(item));
  const next = startOf(parent.items[index + 1]);
  if (parent.flow) {
    if (next !== undefined) return { start, end: next, text: '' };
    return { start: contentEnd(lastNode(parent.items[index - 1])), end, text: '' };
  }
  const from = lineStart(sheet.text, start);
  const own = sheet.text.slice(from, start).replace(isSeq(parent) ? /-\s*$/ : '', '');
  if (own.trim() !== '') return next === undefined ? undefined : { start, end: next, text: '' };
  const tail = sheet.text[end - 1] === '\n' ? end : sheet.text.indexOf('\n', end) + 1;
  return { start: from, end: tail === 0 ? sheet.text.length : tail, text: '' };
}
