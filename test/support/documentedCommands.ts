import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The pages that people read; the rules have tests of their own. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];

/** A block of commands on a page. */
export interface CommandBlock {
  readonly page: string;
  /** The heading above it. */
  readonly heading: string;
  /** Command lines without their comments. */
  readonly lines: readonly string[];
}

/** The fenced blocks of a language on a page, each with the heading above it. */
export function fences(page: string, language: string): { heading: string; info: string; text: string }[] {
  const found = [];
  let heading = page;
  const text = readFileSync(join(root, page), 'utf8');
  for (const [, title, info, body] of text.matchAll(/^#+ (.+)$|^```(\S.*)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else if (info?.split(' ')[0] === language) found.push({ heading, info, text: body ?? '' });
  }
  return found;
}

/** Every block of shell commands of the documentation. */
export function commandBlocks(): CommandBlock[] {
  return PAGES.flatMap((page) =>
    fences(page, 'sh').map(({ heading, text }) => ({
      page,
      heading,
      lines: text
        .split('\n')
        .map((line) => line.replace(/\s+#.*$/, '').trim())
        .filter(Boolean),
    })),
  );
}
