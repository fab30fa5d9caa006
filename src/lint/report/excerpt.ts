import { type Cell, cellsOf } from '../../formats/textWidth.ts';

/** A line as it is shown, and below it what underlines a part of it. */
export interface Excerpt {
  readonly text: string;
  readonly underline: string;
}

/** However narrow the terminal is said to be, there is room for a word. */
const MIN_WIDTH = 20;

/**
 * However wide the output is, and what is no terminal has no width: of a file of one line, a megabyte long, each of
 * thousands of findings would else show all of it.
 */
const MAX_WIDTH = 400;

const ASCII_ONLY = /^[ -~]*$/;

/**
 * The part of a line around a range, in at most so many columns, with … where it was cut.
 * @param start first UTF-16 unit of the range, from 0
 * @param end the unit behind its last; the range is at least one column wide
 */
export function excerptOf(line: string, start: number, end: number, width: number): Excerpt {
  if (start > line.length) return excerptOf(line, line.length, line.length, width);
  // No UTF-16 unit takes more than 8 columns.
  const room = Math.max(MIN_WIDTH, Math.min(width, MAX_WIDTH, line.length * 8));
  // Of a line of a megabyte only what could be shown is looked at.
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
  const behind = Math.max(first + 1, at(Math.max(start, end - 1)) + 1);

  const isCut = cut.before || cut.after || widthOf(cells) > room;
  const [left, right] = isCut ? fittingRange(cells, first, room - 2) : [0, cells.length];
  const before = cut.before || left > 0;
  const after = right < cells.length || cut.after;
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

/** The same of a text whose units take a column each, by counting: cells of thousands of findings take long to make. */
function plainExcerpt(
  text: string,
  start: number,
  end: number,
  room: number,
  cut: { readonly before: boolean; readonly after: boolean },
): Excerpt {
  const first = Math.min(start, text.length);
  const behind = Math.max(first + 1, Math.min(Math.max(start, end - 1), text.length) + 1);
  const isCut = cut.before || cut.after || text.length > room;
  const third = Math.min(first, Math.floor((room - 2) / 3));
  const right = isCut ? first + Math.min(text.length - first, room - 2 - third) : text.length;
  const left = isCut ? Math.max(0, right - (room - 2)) : 0;
  const before = cut.before || left > 0;
  return {
    text: `${before ? '…' : ''}${text.slice(left, right)}${cut.after || right < text.length ? '…' : ''}`,
    underline: `${' '.repeat(first - left + (before ? 1 : 0))}${'^'.repeat(Math.max(1, Math.min(behind, right) - first))}`,
  };
}

/** The cells from which to which fit: a third in front of the range, and what is left over. */
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

/** A tab stays one, so that what follows stands under its text, however wide tabs are. */
function blank({ text, width }: Cell): string {
  return text === '\t' ? '\t' : ' '.repeat(width);
}

function marks(cells: readonly Cell[]): string {
  const text = cells.map((cell) => (cell.text === '\t' ? '\t' : '^'.repeat(cell.width))).join('');
  // Behind the end of the line, or under nothing but a tab, a mark still shows where.
  return text.includes('^') ? text.trimEnd() : '^';
}
