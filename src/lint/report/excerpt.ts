import { type Cell, cellsOf } from '../../formats/textWidth.ts';

/** A line as it is shown, and below it what underlines a part of it. */
export interface Excerpt {
  readonly text: string;
  readonly underline: string;
}

/** However narrow the terminal is said to be, there is room for a word. */
const LEAST_WIDTH = 20;

/**
 * The part of a line around a range, in at most so many columns, with … where it was cut.
 * @param start first UTF-16 unit of the range, from 0
 * @param end the unit behind its last; the range is at least one column wide
 */
export function excerptOf(line: string, start: number, end: number, width: number): Excerpt {
  if (start > line.length) return excerptOf(line, line.length, line.length, width);
  // No UTF-16 unit takes more than 8 columns.
  const room = Math.max(LEAST_WIDTH, Math.min(width, line.length * 8));
  // Of a line of a megabyte only what could be shown is looked at.
  const from = Math.max(0, start - room);
  const window = line.slice(from, start + 2 * room);
  const cells = cellsOf(window);
  const at = (offset: number) => {
    const index = cells.findIndex((cell) => cell.end > offset - from);
    return index < 0 ? cells.length : index;
  };
  const first = at(start);
  const behind = Math.max(first + 1, at(Math.max(start, end - 1)) + 1);

  const cut = from > 0 || from + window.length < line.length || widthOf(cells) > room;
  const [left, right] = cut ? around(cells, first, room - 2) : [0, cells.length];
  const before = from > 0 || left > 0;
  const after = right < cells.length || from + window.length < line.length;
  const kept = cells.slice(left, right);
  const marked = cells.slice(first, Math.min(behind, right));
  return {
    text: `${before ? '…' : ''}${kept.map(({ text }) => text).join('')}${after ? '…' : ''}`,
    underline: `${before ? ' ' : ''}${kept
      .slice(0, first - left)
      .map(blank)
      .join('')}${marks(marked)}`,
  };
}

/** The cells from which to which fit: a third in front of the range, and what is left over. */
function around(cells: readonly Cell[], first: number, room: number): [number, number] {
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

/** A tab stays one, so that what follows stands under its text, however wide tabs are. */
function blank({ text, width }: Cell): string {
  return text === '\t' ? '\t' : ' '.repeat(width);
}

function marks(cells: readonly Cell[]): string {
  const text = cells.map((cell) => (cell.text === '\t' ? '\t' : '^'.repeat(cell.width))).join('');
  // Behind the end of the line, or under nothing but a tab, a mark still shows where.
  return text.includes('^') ? text.trimEnd() : '^';
}
