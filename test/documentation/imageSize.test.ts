import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { IMAGE_SIZES } from '../../src/facts/resources.ts';
import { gigabytes } from '../../src/formats/size.ts';

const ROOT = new URL('../../', import.meta.url);
const PAGES = [
  'README.md',
  ...readdirSync(new URL('docs', ROOT)).flatMap((name) =>
    name.endsWith('.md') && name !== 'sizing.md' ? `docs/${name}` : [],
  ),
];
const { download, unpacked } = IMAGE_SIZES.model;

/** Where a page speaks of the size of ImageBind's image, by `NN GB`; the tables of docs/sizing.md are of other things. */
const mentions = PAGES.flatMap((page) =>
  [
    ...readFileSync(new URL(page, ROOT), 'utf8')
      .replaceAll('\n', ' ')
      .matchAll(/\b1\d GB\b.{0,14}/g),
  ].map(([text]) => [page, text] as const),
);

it('is told on the pages for users', () => {
  for (const page of ['README.md', 'docs/ci.md', 'docs/diagnosis.md'])
    expect(mentions.map(([name]) => name)).toContain(page);
});

it.each(mentions)('%s: "%s" says which size it means, as it is', (_page, text) => {
  const known = /download/.test(text) ? download : /disk/.test(text) ? unpacked : undefined;
  expect(text.startsWith(gigabytes(known ?? Number.NaN))).toBe(true);
});
