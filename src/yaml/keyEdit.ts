import { isScalar, isSeq } from 'yaml';
import type { TextEdit } from './change.ts';
import type { Path } from './located.ts';
import { setEdit } from './setEdit.ts';
import { isInFlow, lineEnd, pairAt, type Sheet } from './sheet.ts';
import { blockLines, scalarText } from './stringify.ts';
import { columnOf } from './style.ts';

export function keyEdit(
  sheet: Sheet,
  path: Path,
  values: Readonly<Record<string, unknown>>,
): TextEdit | undefined {
  const found = pairAt(sheet, path);
  const list = found?.pair.value;
  if (!isSeq(list) || list.flow || !list.range) return setEdit(sheet, path, values);
  const text = sheet.text;
  const { eol, indent } = sheet.style;
  const [start] = list.range;
  const column = columnOf(text, start);
  const missing = new Map(Object.entries(values));
  // A list may stand at the column of its key, a map may not.
  const shift = column > columnOf(text, found?.pair.key.range?.[0] ?? 0) ? '' : ' '.repeat(indent);
  const pad = ' '.repeat(column) + shift;
  const below = (name: string) =>
    blockLines({ key: 'k', value: missing.get(name) }, sheet.style)
      .slice(1)
      .map((line) => eol + pad + line)
      .join('');
  let out = '';
  let cursor = start;
  for (const item of list.items) {
    if (!isScalar(item) || !item.range) return undefined;
    const [from, to] = item.range;
    const name = String(item.value);
    const end = lineEnd(text, to);
    out += `${text.slice(cursor, text.lastIndexOf('-', from - 1))}${shift}${text.slice(from, to)}:${text.slice(to, end)}${below(name)}`;
    missing.delete(name);
    cursor = end;
  }
  for (const name of [...missing.keys()]) {
    out += `${eol}${pad}${scalarText(name, undefined, sheet.style, false)}:${below(name)}`;
  }
  return { start, end: cursor, text: out };
}

export function renameEdit(sheet: Sheet, path: Path, to: string): TextEdit | undefined {
  const key = pairAt(sheet, path)?.pair.key;
  if (!isScalar(key) || !key.range) return undefined;
  return {
    start: key.range[0],
    end: key.range[1],
    text: scalarText(to, key, sheet.style, isInFlow(sheet, path)),
  };
}
