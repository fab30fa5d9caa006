import { isMap, isSeq } from 'yaml';
import type { Change, TextEdit } from './change.ts';
import type { Path } from './located.ts';
import type { Sheet } from './sheet.ts';
import { textEdit } from './textEdit.ts';

interface Placed {
  readonly edit: TextEdit;
  readonly depth: number;
  readonly order: number;
}

/**
 * The edits of several changes to one text, each worked out for the text as it is.
 * @returns in the order of the text; undefined where one cannot be made, or where one stands in the way of another
 */
export function editsTogether(sheet: Sheet, changes: readonly Change[]): TextEdit[] | undefined {
  const placed: Placed[] = [];
  const made = new Claims();
  for (const [order, change] of changes.entries()) {
    const edit = textEdit(sheet, change);
    if (!edit || !made.claim(sheet, change)) return undefined;
    placed.push({ edit, order, depth: change.path.length + (change.op === 'append' ? 1 : 0) });
  }
  // Where a block ends, those that it stands in end as well: what is added to the innermost comes first.
  placed.sort(
    (a, b) =>
      a.edit.start - b.edit.start || a.edit.end - b.edit.end || b.depth - a.depth || a.order - b.order,
  );
  const edits = placed.map(({ edit }) => edit);
  return edits.every(({ start }, index) => start >= (edits[index - 1]?.end ?? 0)) ? edits : undefined;
}

/** What changes make anew, or take all of: two that do so for the same are made one after the other. */
export class Claims {
  readonly #new = new Set<string>();
  readonly #left = new Map<unknown, number>();

  claim(sheet: Sheet, { op, path, ...rest }: Change): boolean {
    if (op === 'remove') return this.#taken(sheet, path);
    const added =
      op === 'rename' && 'to' in rest ? [...path.slice(0, -1), rest.to] : firstMissing(sheet, path);
    if (!added) return true;
    const key = JSON.stringify(added.map(String));
    if (this.#new.has(key)) return false;
    this.#new.add(key);
    return true;
  }

  /** The last item takes its collection with it, which must then be there to be taken. */
  #taken(sheet: Sheet, path: Path): boolean {
    const above = sheet.index.nodeAt(path.slice(0, -1));
    if (!isMap(above) && !isSeq(above)) return false;
    const left = (this.#left.get(above) ?? above.items.length) - 1;
    const isFirst = !this.#left.has(above);
    this.#left.set(above, left);
    if (left > 0) return true;
    return isFirst && (path.length === 1 || this.#taken(sheet, path.slice(0, -1)));
  }
}

/** The first part of a path that leads to nothing yet. */
function firstMissing(sheet: Sheet, path: Path): Path | undefined {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const above = sheet.index.nodeAt(path.slice(0, depth - 1));
    const isThere = isMap(above) || isSeq(above);
    if (isThere)
      return sheet.index.nodeAt(path.slice(0, depth)) === undefined ? path.slice(0, depth) : undefined;
  }
  return path.slice(0, 1);
}
