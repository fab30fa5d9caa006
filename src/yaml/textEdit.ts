import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import type { Change, TextEdit } from './change.ts';
import type { NodePair } from './changedDocument.ts';
import {
  contentEnd,
  type EditableText,
  isInFlow,
  lastNode,
  lineEnd,
  lineStart,
  nodeAt,
  pairAt,
} from './editableText.ts';
import type { Path } from './located.ts';
import { appendEdit, setEdit } from './setEdit.ts';
import { blockLines, columnOf, scalarText } from './style.ts';

/** The text edit that makes a change; undefined if the way the file is written is not supported. */
function textEdit(original: EditableText, change: Change): TextEdit | undefined {
  switch (change.op) {
    case 'set':
      return setEdit(original, change.path, change.value);
    case 'append':
      return appendEdit(original, change.path, change.value);
    case 'key':
      return keyEdit(original, change.path, change.values);
    case 'rename':
      return renameEdit(original, change.path, change.to);
    case 'remove':
      return removeEdit(original, change.path);
  }
}

function keyEdit(
  original: EditableText,
  path: Path,
  values: Readonly<Record<string, unknown>>,
): TextEdit | undefined {
  const found = pairAt(original, path);
  const list = found?.pair.value;
  if (!isSeq(list) || list.flow || !list.range) return setEdit(original, path, values);
  const text = original.text;
  const { eol, indent } = original.style;
  const [start] = list.range;
  const column = columnOf(text, start);
  const missing = new Map(Object.entries(values));
  // A list may start at the column of its key, a map may not.
  const shift = column > columnOf(text, found?.pair.key.range?.[0] ?? 0) ? '' : ' '.repeat(indent);
  const pad = ' '.repeat(column) + shift;
  const below = (name: string) =>
    blockLines({ key: 'k', value: missing.get(name) }, original.style)
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
    out += `${eol}${pad}${scalarText(name, undefined, original.style, false)}:${below(name)}`;
  }
  return { start, end: cursor, text: out };
}

function renameEdit(original: EditableText, path: Path, to: string): TextEdit | undefined {
  const key = pairAt(original, path)?.pair.key;
  if (!isScalar(key) || !key.range) return undefined;
  return {
    start: key.range[0],
    end: key.range[1],
    text: scalarText(to, key, original.style, isInFlow(original, path)),
  };
}

function removeEdit(original: EditableText, path: Path): TextEdit | undefined {
  const name = path.at(-1);
  const parent = nodeAt(original, path.slice(0, -1));
  if (!isCollection(parent) || name === undefined || isAlias(parent)) return undefined;
  const index = isMap(parent) ? original.index.indexOf(parent, String(name)) : Number(name);
  const startOf = (item: unknown) =>
    isPair(item) ? (item as NodePair).key.range?.[0] : (item as Node | undefined)?.range?.[0];
  const start = startOf(parent.items[index]);
  const item = parent.items[index];
  if (item === undefined || start === undefined) return undefined;
  if (parent.items.length === 1) return path.length > 1 ? removeEdit(original, path.slice(0, -1)) : undefined;
  const end = contentEnd(lastNode(item));
  const next = startOf(parent.items[index + 1]);
  if (parent.flow) {
    if (next !== undefined) return { start, end: next, text: '' };
    return { start: contentEnd(lastNode(parent.items[index - 1])), end, text: '' };
  }
  const from = lineStart(original.text, start);
  const own = original.text.slice(from, start).replace(isSeq(parent) ? /-\s*$/ : '', '');
  if (own.trim() !== '') return next === undefined ? undefined : { start, end: next, text: '' };
  const tail = original.text[end - 1] === '\n' ? end : original.text.indexOf('\n', end) + 1;
  return { start: from, end: tail === 0 ? original.text.length : tail, text: '' };
}

interface PositionedEdit {
  readonly edit: TextEdit;
  readonly depth: number;
  readonly order: number;
}

/**
 * The edits that make several changes at once, each relative to the original text.
 * @returns the edits in the order of the text; undefined if one cannot be made, or two of them conflict
 */
export function editsTogether(original: EditableText, changes: readonly Change[]): TextEdit[] | undefined {
  const placed: PositionedEdit[] = [];
  const claims = new Claims();
  for (const [order, change] of changes.entries()) {
    const edit = textEdit(original, change);
    if (!edit || !claims.claim(original, change)) return undefined;
    placed.push({ edit, order, depth: change.path.length + (change.op === 'append' ? 1 : 0) });
  }
  // Nested blocks may end at the same offset: additions to the innermost block come first.
  placed.sort(
    (a, b) =>
      a.edit.start - b.edit.start || a.edit.end - b.edit.end || b.depth - a.depth || a.order - b.order,
  );
  const edits = placed.map(({ edit }) => edit);
  return edits.every(({ start }, index) => start >= (edits[index - 1]?.end ?? 0)) ? edits : undefined;
}

/** Tracks what changes create or remove completely. Two changes that do so at the same path cannot be made at once. */
export class Claims {
  readonly #new = new Set<string>();
  readonly #left = new Map<unknown, number>();

  claim(original: EditableText, { op, path, ...rest }: Change): boolean {
    if (op === 'remove') return this.#claimRemoval(original, path);
    const added =
      op === 'rename' && 'to' in rest ? [...path.slice(0, -1), rest.to] : firstMissing(original, path);
    if (!added) return true;
    const key = JSON.stringify(added.map(String));
    if (this.#new.has(key)) return false;
    this.#new.add(key);
    return true;
  }

  /** Removing the last item also removes its collection, which no other change may have removed. */
  #claimRemoval(original: EditableText, path: Path): boolean {
    const above = original.index.nodeAt(path.slice(0, -1));
    if (!isMap(above) && !isSeq(above)) return false;
    const left = (this.#left.get(above) ?? above.items.length) - 1;
    const isFirst = !this.#left.has(above);
    this.#left.set(above, left);
    if (left > 0) return true;
    return isFirst && (path.length === 1 || this.#claimRemoval(original, path.slice(0, -1)));
  }
}

/** The shortest prefix of a path that does not exist yet. */
function firstMissing(original: EditableText, path: Path): Path | undefined {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const above = original.index.nodeAt(path.slice(0, depth - 1));
    const isCollectionAbove = isMap(above) || isSeq(above);
    if (isCollectionAbove)
      return original.index.nodeAt(path.slice(0, depth)) === undefined ? path.slice(0, depth) : undefined;
  }
  return path.slice(0, 1);
}
