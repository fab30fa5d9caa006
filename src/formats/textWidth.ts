import { visible } from './presentable.ts';

/** Characters that take two columns: approximately Unicode's East Asian Width W and F, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

const MARKS_ONLY = /^[\p{Mark}\u200d]+$/u;

/** A part of a line that cannot be split: a letter with its marks, or an emoji of several code points. */
export interface Cell {
  /** The text to show. A tab is kept. */
  readonly text: string;
  /** In columns. For a tab, the maximum. */
  readonly width: number;
  /** Position in the line, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

const TAB_WIDTH = 8;

/** Text in which every UTF-16 unit is a separate character. */
const PLAIN = /^[\t -~]*$/;

/** Splits a line into terminal cells. */
export function cellsOf(line: string): Cell[] {
  return charactersOf(line).map(({ segment, index }) => ({
    ...shown(segment),
    start: index,
    end: index + segment.length,
  }));
}

function charactersOf(line: string): { segment: string; index: number }[] {
  if (PLAIN.test(line)) return Array.from(line, (segment, index) => ({ segment, index }));
  // Created only when needed: loading its tables takes 11 ms (Node 20).
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(line)];
}

function shown(segment: string): Pick<Cell, 'text' | 'width'> {
  if (segment === '\t') return { text: segment, width: TAB_WIDTH };
  const text = visible(segment);
  if (text !== segment) return { text, width: text.length };
  if (MARKS_ONLY.test(text)) return { text, width: 0 };
  return { text, width: WIDE.test(text) ? 2 : 1 };
}
