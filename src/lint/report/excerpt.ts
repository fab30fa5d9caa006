import { type Cell, cellsOf } from '../../formats/textWidth.ts';

/** A line of a file as it is shown, and the marks that underline a part of it. */
export interface Excerpt {
  readonly text: string;
  readonly underline: string;
}

/** Enough for a word, even if the terminal reports a smaller width. */
const MIN_WIDTH = 20;

/**
 * The limit if the output is wider or is not a terminal: in a file that is one line of a megabyte, each of thousands
 * of findings would otherwise show the whole file.
 */
const MAX_WIDTH = 400;

const ASCII_ONLY = /^[ -~]*$/;

/**
 * The part of a line around a range, with … where it is cut.
 * @param start index of the first UTF-16 unit of the range
 * @param end index after the last one; at least one column is marked
 * @param width the maximum number of columns
 */
export function excerptOf(line: string, start: number, end: number, width: number): Excerpt {
  if (start > line.length) return excerptOf(line, line.length, line.length, width);
  // A UTF-16 unit takes at most 8 columns.
  const room = Math.max(MIN_WIDTH, Math.min(width, MAX_WIDTH, line.length * 8));
  // Only what could be shown is processed: the line may be a megabyte long.
  const from = Math.max(0, start - room);
  const window = line.slice(from, start + 2 * room);
  const cut = { before: from > 0, after: from + window.length < line.length };
  if (ASCII_ONLY.test(window)) return plainExcerpt(window, start - from, end - from, room, cut);
  const cells = cellsOf(window);
  const at = (offset: number) => {
    const index = cells.findIndex((cell) => cell.end > offset - from);
    return index < 0 ? cells.length : index;
  };
  const first = at(start);
  const afterLast = Math.max(first + 1, at(Math.max(start, end - 1)) + 1);

  const isCut = cut.before || cut.after || widthOf(cells) > room;
  const [left, right] = isCut ? fittingRange(cells, first, room - 2) : [0, cells.length];
  const before = cut.before || left > 0;
  const after = right < cells.length || cut.after;
  const kept = cells.slice(left, right);
  const marked = cells.slice(first, Math.min(afterLast, right));
  return {
    text: `${before ? '…' : ''}${kept.map(({ text }) => text).join('')}${after ? '…' : ''}`,
    underline: `${before ? ' ' : ''}${kept
      .slice(0, first - left)
      .map(blank)
      .join('')}${marks(marked)}`,
  };
}

/** The same for text with one column per character. Faster: thousands of findings may be on one line. */
function plainExcerpt(
  text: string,
  start: number,
  end: number,
  room: number,
  cut: { readonly before: boolean; readonly after: boolean },
): Excerpt {
  const first = Math.min(start, text.length);
  const afterLast = Math.max(first + 1, Math.min(Math.max(start, end - 1), text.length) + 1);
  const isCut = cut.before || cut.after || text.length > room;
  const third = Math.min(first, Math.floor((room - 2) / 3));
  const right = isCut ? first + Math.min(text.length - first, room - 2 - third) : text.length;
  const left = isCut ? Math.max(0, right - (room - 2)) : 0;
  const before = cut.before || left > 0;
  return {
    text: `${before ? '…' : ''}${text.slice(left, right)}${cut.after || right < text.length ? '…' : ''}`,
    underline: `${' '.repeat(first - left + (before ? 1 : 0))}${'^'.repeat(Math.max(1, Math.min(afterLast, right) - first))}`,
  };
}

/** The range of cells that fits: a third of the width before the marked range, the rest after it. */
function fittingRange(cells: readonly Cell[], first: number, room: number): [number, number] {
  let left = first;
  let right = first;
  let used = 0;
  const takeLeft = (limit: number) => {
    for (let cell = cells[left - 1]; cell && used + cell.width <= limit; cell = cells[left - 1]) {
      used += cell.width;
      left -= 1;
    }
  };
  takeLeft(Math.floor(room / 3));
  for (let cell = cells[right]; cell && used + cell.width <= room; cell = cells[right]) {
    used += cell.width;
    right += 1;
  }
  takeLeft(room);
  return [left, right];
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}

/** Keeps a tab, so that what follows is aligned with the text above, however wide tabs are. */
function blank({ text, width }: Cell): string {
  return text === '\t' ? '\t' : ' '.repeat(width);
}

function marks(cells: readonly Cell[]): string {
  const text = cells.map((cell) => (cell.text === '\t' ? '\t' : '^'.repeat(cell.width))).join('');
  // A range after the end of the line, or of only a tab, still needs a mark.
  return text.includes('^') ? text.trimEnd() : '^';
}
