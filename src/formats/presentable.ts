/**
 * Text from outside, made safe to show. Names, values, messages and logs come from files, programs and servers that
 * anyone may have written: nothing in them may act on the terminal or on the CI that reads the output.
 */

/**
 * Characters that do something instead of showing something: control characters, with which a file could write
 * anywhere on the terminal; marks that turn the direction of text (CVE-2021-42574, "Trojan Source"); line
 * separators; invisible characters; halves of surrogate pairs. The joiner of emoji (U+200D) is none of them.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what it is for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/** The codes that picocolors writes for our own colors, and everything invisible. */
const OWN_COLOR_OR_INVISIBLE = new RegExp(
  `\\u001b\\[(?:[0-579]|2[2-57-9]|3[0-79]|4[0-79]|9[0-7]|10[0-7])m|${INVISIBLE.source}`,
  'gu',
);

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** The text with such characters written out: `\x1b`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, escapeCharacter);
}

/** JSON in which nothing acts on a terminal: `JSON.stringify` leaves DEL and C1 (U+009B is CSI) as they are. */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f]/g,
    (found) => `\\u00${found.charCodeAt(0).toString(16)}`,
  );
}

/** Any text as one line that is safe to show. */
export function visibleLine(text: string): string {
  // Split, not matched as a whole: `\s*\n\s*` takes quadratic time on a long run of blanks.
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  return visible(lines.filter((line) => line !== '').join(' '));
}

/**
 * A command to the CI runner, which reads every line of a job's output: `::error …::` of GitHub Actions (the runner
 * trims the line first, actions/runner ActionCommand.cs), and `##[error]` and `##vso[…]` of Azure Pipelines and of
 * GitHub's older form.
 */
const CI_COMMAND = /^(\s*)::(?=[A-Za-z][\w-]*(?:\s.*)?::)|##(?=\[|vso\[)/gm;

/**
 * Text for people, of one or several lines: line breaks, tabs and (where colors are on) our own colors stay; every
 * other character that acts is written out, and a CI command is made harmless (`\x3a:error::`).
 */
export function presentable(text: string, color: boolean): string {
  return text
    .replace(color ? OWN_COLOR_OR_INVISIBLE : INVISIBLE, (found) =>
      found === '\n' || found === '\t' || found.length > 2 ? found : escapeCharacter(found),
    )
    .replace(CI_COMMAND, (found, blanks?: string) =>
      blanks === undefined ? `\\x23${found.slice(1)}` : `${blanks}\\x3a:`,
    );
}
