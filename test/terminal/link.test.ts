import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { presentable } from '../../src/formats/presentable.ts';
import { fileLink, showsLinks } from '../../src/terminal/link.ts';
import { wrapped } from '../../src/terminal/wrapped.ts';

describe('a link to a file', () => {
  const link = fileLink('a dog.jpg', '/home/me/Pictures/a dög "1".jpg', 3);

  it('opens the file from each of its words', () => {
    const addresses = link.split('\u001b').flatMap((part) => /^\]8;id=3;(\S+)$/.exec(part)?.[1] ?? []);
    const path = '/home/me/Pictures/a%20d%C3%B6g%20%221%22.jpg';
    expect(addresses.map((address) => new URL(address).pathname)).toEqual([path, path]);
    expect(stripVTControlCharacters(link)).toBe('a dog.jpg');
  });

  it('is kept in a line with links only, and can be broken between its words', () => {
    expect(presentable(link, true, true)).toBe(link);
    expect(presentable(link, true)).not.toContain('\u001b');
    const [first = '', second = '', ...more] = wrapped(`0.1234  image  ${link}`, 20).split('\n');
    expect([first, second, ...more].map((line) => stripVTControlCharacters(line).trim())).toEqual([
      '0.1234  image  a',
      'dog.jpg',
    ]);
    for (const line of [first, second]) expect(line.endsWith('\u001b]8;;\u001b\\')).toBe(true);
  });

  it('leads to no other address', () => {
    const foreign = '\u001b]8;;https://example.com\u001b\\a\u001b]8;;\u001b\\';
    expect(presentable(foreign, true, true)).not.toContain('\u001b]8;;https');
  });
});

describe('links are shown', () => {
  it.each([
    [{ TERM_PROGRAM: 'iTerm.app' }, true],
    [{ VTE_VERSION: '7600' }, true],
    [{ VTE_VERSION: '4900' }, false],
    [{ TERM: 'xterm-kitty' }, true],
    [{ WT_SESSION: 'x' }, true],
    [{ TERM: 'xterm-256color' }, false],
    [{ TERM_PROGRAM: 'iTerm.app', CI: 'true' }, false],
    [{ TERM_PROGRAM: 'iTerm.app', FORCE_HYPERLINK: '0' }, false],
    [{ TERM: 'xterm', FORCE_HYPERLINK: '1' }, true],
  ])('with %j: %s', (env, expected) => {
    expect(showsLinks(env)).toBe(expected);
  });
});
