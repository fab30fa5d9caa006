import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { TextEdit } from './change.ts';
import type { Path } from './located.ts';
import { contentEnd, lastNode, lineStart, nodeAt, type Sheet } from './sheet.ts';

export function removeEdit(sheet: Sheet, path: Path): TextEdit | undefined {
  const name = path.at(-1);
  const parent = nodeAt(sheet, path.slice(0, -1));
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
  if (parent.items.length === 1) return path.length > 1 ? removeEdit(sheet, path.slice(0, -1)) : undefined;
  const end = contentEnd(lastNode(item));
  const next = starts[index + 1];
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
