import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

function markdownIn(directory: string): string[] {
  const names = readdirSync(join(root, directory)).filter((name) => name.endsWith('.md'));
  return names.sort().map((name) => `${directory}/${name}`);
}

/** The hand-written pages, which people read from top to bottom. */
export const PAGES: readonly string[] = ['README.md', 'CONTRIBUTING.md', ...markdownIn('docs')];

/** The generated rule pages. */
export const RULE_PAGES: readonly string[] = markdownIn('docs/rules');

/** The text of a page, by its path in the repository. */
export function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

interface Fence {
  /** The heading above the block. */
  readonly heading: string;
  readonly language: string;
  readonly text: string;
  /** Whether it directly follows the previous block. */
  readonly follows: boolean;
}

/** The fenced blocks of a page. */
function fences(page: string): Fence[] {
  const text = textOf(page);
  const found: Fence[] = [];
  let heading = page;
  let end = -1;
  for (const part of text.matchAll(/^#+ (.+)$|^[ ]*```(\S*).*\n([\s\S]*?)^[ ]*```$/gm)) {
    const [all, title, language = '', body = ''] = part;
    if (title !== undefined) heading = title;
    else {
      const follows = end !== -1 && text.slice(end, part.index).trim() === '';
      found.push({ heading, language, text: body, follows });
      end = part.index + all.length;
    }
  }
  return found;
}

/** A block of commands on a page. */
export interface CommandBlock {
  readonly page: string;
  readonly heading: string;
  /** Command lines without comments; lines continued with a backslash are joined. */
  readonly lines: readonly string[];
  /** The JSON output of the last line, if the page shows it directly below. */
  readonly answer: unknown;
}

/** All blocks of shell commands on these pages. */
export function commandBlocks(pages: readonly string[] = PAGES): CommandBlock[] {
  return pages.flatMap((page) =>
    fences(page).flatMap(({ heading, language, text }, i, all) => {
      if (language !== 'sh') return [];
      const next = all[i + 1];
      return {
        page,
        heading,
        lines: text
          .replaceAll(/\\\n\s*/g, '')
          .split('\n')
          .map((line) => line.replace(/(?:^|\s+)#.*$/, '').trim())
          .filter(Boolean),
        answer: next?.follows && next.language === 'json' ? JSON.parse(next.text) : undefined,
      };
    }),
  );
}

/** Code spans in the prose and tables of a page. */
export function codeSpans(page: string): string[] {
  const prose = textOf(page).replaceAll(/^[ ]*```[\s\S]*?^[ ]*```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code.replaceAll('\\|', '|'));
}

/** Shell words, quoted or not, up to the end of the command. */
const WORDS = /(?:'[^']*'|"[^"]*"|[^;|&>)"'])*/;

/** The arguments of each bindstack command in a shell line. */
export function callsIn(line: string): string[][] {
  const calls = line.matchAll(
    new RegExp(`(?:^|[\\s(;])(?:bindstack|npm start --) ((?=[a-z-])${WORDS.source})`, 'g'),
  );
  return [...calls].map(([, words = '']) =>
    [...words.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replaceAll(/['"]/g, '')),
  );
}
