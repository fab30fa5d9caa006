import { stripVTControlCharacters } from 'node:util';
import { PASTEABLE } from './pasteable.ts';

/** Below this width, hanging indents leave no room for words. */
const MIN_ROOM = 24;

/** Programs whose command lines can be pasted into a shell. */
const PROGRAMS = new Set(['bindstack', 'cd', 'curl', 'docker', 'helm', 'kubectl', 'npm', 'npx', 'sudo']);

/** A command of bindstack, which may also be in the middle of a sentence. */
const OWN_COMMAND = new RegExp(`^(?:(?:npx )?bindstack|npm start --) (?:${PASTEABLE.join('|')})(?![\\w-])`);

/** A mark or a label in front of a text: `✔`, `–`, `error:`, `try:`, `8:27  error`. */
const MARK = /^\s*(?:[^\w\s]|[a-z]+:)\s+(?=\S)/;

/** The next word, with the spaces before it, so that rows keep their gaps. A number stays with its unit. */
const WORD = /^\s*(?:\d[\d.]* (?=(?:ms|s|[KMG]i?B)\b))?\S+/;
/** The same in a command: a flag stays with its value, and quoted words stay whole. */
const SHELL_WORD = /^\s*(?:--[\w-]+ (?=[^\s-]))?(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/;

/**
 * Breaks lines at words, so that none is wider than the terminal. A continued line is indented to where the text above
 * it begins: behind a mark, a label or the last gap of a row. A command that is continued ends in a backslash, so it can
 * still be pasted. A word that is wider than a line stays whole: it may be a path or an address.
 */
export function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (widthOf(line) <= width ? line : wrappedLine(line, width)))
    .join('\n');
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

function wrappedLine(line: string, width: number): string {
  const hang = hangOf(stripVTControlCharacters(line), width);
  const lines: string[] = [];
  let current = '';
  let isCommand = false;
  for (let rest = line; rest !== ''; ) {
    const piece = (isCommand && SHELL_WORD.exec(rest)?.[0]) || (WORD.exec(rest)?.[0] ?? rest);
    rest = rest.slice(piece.length);
    const word = stripVTControlCharacters(piece).trim();
    const isStart = current === '' || /[:(]$/.test(stripVTControlCharacters(current));
    const wasCommand = isCommand;
    if ((isStart && PROGRAMS.has(word)) || OWN_COMMAND.test(`${word}${rest}`)) isCommand = true;
    else if (word.startsWith('(')) isCommand = false;
    // A command that begins here does not go on: the line before it gets no backslash.
    const goesOn = wasCommand && isCommand;
    const mark = goesOn ? 2 : 0;
    if (current.trim() !== '' && widthOf(current + piece) + (isCommand ? 2 : 0) > width) {
      lines.push(goesOn ? `${current} \\` : current);
      // A word that is too long to hang is still not broken by the terminal if it fits further to the left.
      const fits = hang + mark + widthOf(word) <= width;
      current = `${' '.repeat(fits ? hang + mark : Math.max(0, Math.min(hang, width - widthOf(word))))}${piece.trimStart()}`;
    } else current += piece;
    if (/[,;]$/.test(word)) isCommand = false;
  }
  return [...lines, current].join('\n');
}

/** The column at which the text of a line begins. */
function hangOf(plain: string, width: number): number {
  const lead = /^\s*/.exec(plain)?.[0].length ?? 0;
  const gaps = [...plain.slice(0, Math.max(0, width - MIN_ROOM + 1)).matchAll(/\S {2,}(?=\S)/g)];
  const last = gaps.at(-1);
  const gap = last ? last.index + last[0].length : 0;
  const hang = Math.max(gap, MARK.exec(plain)?.[0].length ?? lead);
  return width - hang < MIN_ROOM ? lead : hang;
}
