import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

function markdownIn(directory: string): string[] {
  const names = readdirSync(join(root, directory)).filter((name) => name.endsWith('.md'));
  return names.sort().map((name) => `${directory}/${name}`);
}

/** The pages that people read to the end. */
export const PAGES: readonly string[] = ['README.md', 'CONTRIBUTING.md', ...markdownIn('docs')];

/** The pages about the rules, all of one make. */
export const RULE_PAGES: readonly string[] = markdownIn('docs/rules');

/** The text of a page, by its path from the root of the repository. */
export function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

interface Fence {
  /** The heading above it. */
  readonly heading: string;
  readonly language: string;
  readonly text: string;
  /** It stands right below the block before it. */
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
  /** Command lines without their comments; one that goes on behind a backslash is one. */
  readonly lines: readonly string[];
  /** What its last line prints, as JSON, where the page shows it right below. */
  readonly answer: unknown;
}

/** Every block of shell commands of some pages. */
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

/** What stands between backquotes in the prose and the tables of a page. */
export function codeSpans(page: string): string[] {
  const prose = textOf(page).replaceAll(/^[ ]*```[\s\S]*?^[ ]*```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code.replaceAll('\\|', '|'));
}

/** A word of a shell, quoted or not, up to what ends a command. */
const WORDS = /(?:'[^']*'|"[^"]*"|[^;|&>)"'])*/;

/** The arguments of each call of bindstack in a line of a shell. */
export function callsIn(line: string): string[][] {
  const calls = line.matchAll(new RegExp(`(?:^|[\\s(;])bindstack ((?=[a-z-])${WORDS.source})`, 'g'));
  return [...calls].map(([, words = '']) =>
    [...words.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replaceAll(/['"]/g, '')),
  );
}
