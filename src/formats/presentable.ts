/*
 * Makes text from outside safe to print. Names, values, messages and logs come from files, programs and servers of
 * unknown origin. Nothing in them may control the terminal, or the CI runner that reads the output.
 */

/**
 * Characters that control the display instead of showing something: control characters, which let a file write anywhere
 * on the terminal; marks that change the direction of text (CVE-2021-42574, "Trojan Source"); line separators; invisible
 * characters; lone surrogates. The joiner of emoji (U+200D) is not included.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it searches for control characters
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/** The color codes of picocolors, which bindstack writes itself, and all characters of `INVISIBLE`. */
const OWN_COLOR_OR_INVISIBLE = new RegExp(
  `\\u001b\\[(?:[0-579]|2[2-57-9]|3[0-79]|4[0-79]|9[0-7]|10[0-7])m|${INVISIBLE.source}`,
  'gu',
);

/** The same, and links to files (terminal/link.ts). */
const OWN_LINK_OR_INVISIBLE = new RegExp(
  `\\u001b\\]8;(?:id=\\d+;file://[!-~]+|;)\\u001b\\\\|${OWN_COLOR_OR_INVISIBLE.source}`,
  'gu',
);

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** The text with such characters escaped: `\x1b`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, escapeCharacter);
}

/** JSON that is safe on a terminal. `JSON.stringify` does not escape DEL and C1 (U+009B is CSI). */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f]/g,
    (found) => `\\u00${found.charCodeAt(0).toString(16)}`,
  );
}

/** Any text on a single line that is safe to print. */
export function visibleLine(text: string): string {
  // Split instead of matching `\s*\n\s*`, which takes quadratic time on a long run of spaces.
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  return visible(lines.filter((line) => line !== '').join(' '));
}

/**
 * A command for the CI runner, which reads every line of a job's output: `::error …::` of GitHub Actions (the runner
 * trims the line first, actions/runner ActionCommand.cs), and `##[error]` and `##vso[…]` of Azure Pipelines and of
 * GitHub's older format.
 */
const CI_COMMAND = /^(\s*)::(?=[A-Za-z][\w-]*(?:\s.*)?::)|##(?=\[|vso\[)/gm;

/**
 * Text for a terminal or a log, on one or several lines. Line breaks, tabs and (with `color`) the colors of bindstack are kept. Other
 * characters of `INVISIBLE` are escaped, and CI commands are disarmed (`\x3a:error::`).
 * @param links keep links to files too: only for a text in which everything from outside is `visible` already
 */
export function presentable(text: string, color: boolean, links = false): string {
  return text
    .replace(links ? OWN_LINK_OR_INVISIBLE : color ? OWN_COLOR_OR_INVISIBLE : INVISIBLE, (found) =>
      found === '\n' || found === '\t' || found.length > 2 ? found : escapeCharacter(found),
    )
    .replace(CI_COMMAND, (found, blanks?: string) =>
      blanks === undefined ? `\\x23${found.slice(1)}` : `${blanks}\\x3a:`,
    );
}
