import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PAGES, RULE_PAGES, textOf } from '../support/documentedCommands.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ALL = [...PAGES, ...RULE_PAGES];

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Of Markdown links and images, and of `<picture>`. */
const LINK = /(?:\]\(|\bsrc(?:set)?=")(?!https?:)([^)\s"]+)[)"]/g;

const targetsOf = (page: string) =>
  [...textOf(page).matchAll(LINK)].map(([, target = '']) => {
    const [path = '', anchor] = target.split('#');
    return { target, path: path === '' ? page : join(dirname(page), path), anchor };
  });

describe('every link leads somewhere', () => {
  it.each(ALL)('%s', (page) => {
    for (const { target, path, anchor } of targetsOf(page)) {
      expect(existsSync(join(root, path)), `${page} → ${target}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(path), `${page} → ${target}`).toContain(anchor);
    }
  });

  it('and to every page leads one', () => {
    const linked = new Set(ALL.flatMap((page) => targetsOf(page).map(({ path }) => path)));
    expect(ALL.filter((page) => page !== 'README.md' && !linked.has(page))).toEqual([]);
  });
});

describe('pictures', () => {
  const names = readdirSync(join(root, 'docs/pictures'));

  it.each(names)('%s is small, and shown', (name) => {
    expect(statSync(join(root, 'docs/pictures', name)).size).toBeLessThan(60_000);
    const shown = PAGES.flatMap((page) => targetsOf(page).map(({ path }) => path));
    expect(shown).toContain(`docs/pictures/${name}`);
  });

  const svgs = names.filter((name) => name.endsWith('.svg'));

  it.each(svgs)('%s runs nothing and loads nothing', (name) => {
    const text = readFileSync(join(root, 'docs/pictures', name), 'utf8');
    expect(text).toMatch(/^<svg [^>]*role="img">\n<title>[^<]+<\/title>\n/);
    expect(text).not.toMatch(/<script|href=|url\(|@import/);
  });

  it.each(svgs)('%s has colors for a light and for a dark page, and is 80 columns wide', (name) => {
    const text = readFileSync(join(root, 'docs/pictures', name), 'utf8');
    expect(text).toContain('@media(prefers-color-scheme:dark)');
    expect(text).toMatch(/^<svg [^>]*viewBox="0 0 700 /);
  });
});
