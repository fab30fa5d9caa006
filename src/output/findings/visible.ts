/**
 * Characters that do something instead of showing something: control characters, with which a file could write
 * anywhere on the terminal; marks that turn the direction of text (CVE-2021-42574, "Trojan Source"); line
 * separators; invisible characters; halves of surrogate pairs. The joiner of emoji (U+200D) is none of them.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what it is for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** The text with such characters written out: `\x1b`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, escaped);
}

/** Any text as one line that is safe to show. */
export function visibleLine(text: string): string {
  return visible(text.trim().replace(/\s*[\r\n]\s*/g, ' '));
}
