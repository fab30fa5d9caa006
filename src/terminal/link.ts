import { hostname } from 'node:os';
import { pathToFileURL } from 'node:url';

/** Ends a link, and the sequence that begins one (gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda). */
const END = '\u001b]8;;\u001b\\';

/** Terminals that show links and say who they are; in others, the sequence might be printed. */
const PROGRAMS = new Set(['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'rio', 'Tabby']);

/** Whether the terminal shows links. FORCE_HYPERLINK decides, as in other programs. */
export function showsLinks(env: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_HYPERLINK, TERM = '', TERM_PROGRAM = '', VTE_VERSION = '' } = env;
  if (FORCE_HYPERLINK !== undefined) return FORCE_HYPERLINK !== '0';
  if (env['CI'] || TERM === 'dumb') return false;
  return (
    PROGRAMS.has(TERM_PROGRAM) ||
    Number(VTE_VERSION) >= 5000 ||
    /kitty|alacritty|foot|ghostty/.test(TERM) ||
    ['WT_SESSION', 'KONSOLE_VERSION', 'DOMTERM'].some((name) => env[name] !== undefined)
  );
}

/**
 * A text that opens a file when it is clicked. Each word is a link of its own, so that lines can be broken between them;
 * the same id makes them one. The host tells a terminal on another machine that the file is not there.
 * @param text without characters that control the terminal
 * @param file absolute path
 * @param id of the link, different from that of other files
 */
export function fileLink(text: string, file: string, id: number): string {
  const url = pathToFileURL(file);
  const address = `file://${hostname()}${url.pathname}`;
  return text.replace(/\S+/g, (word) => `\u001b]8;id=${id};${address}\u001b\\${word}${END}`);
}
