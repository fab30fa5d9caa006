import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { highlightedLines } from '../../src/web/page/files/highlight.ts';
import { SNAPSHOTS } from '../support/cases.ts';

/** `key:name` for each piece with a type. */
function tokens(path: string, text: string): string[] {
  return highlightedLines(path, text)
    .flat()
    .filter(({ type }) => type !== '')
    .map(({ type, text: piece }) => `${type}:${piece}`);
}

describe('syntax highlighting', () => {
  it.each([
    ['a.yml', 'a: 1 # why\n', ['key:a', 'number:1', 'comment:# why']],
    ['a.yml', '- "a b": x#y\n', ['key:"a b"']],
    ['a.yml', "  - '8080:8080'\n  - 8080:8080\n", ["string:'8080:8080'"]],
    ['a.yml', 'a: [1, true]\n', ['key:a', 'number:1', 'number:true']],
    [
      'a.yml',
      'a: |\n  # text\n\n  b: 1\nc: 2\n',
      ['key:a', 'string:|', 'string:  # text', 'string:  b: 1', 'key:c', 'number:2'],
    ],
    ['a.yml', 'a: http://b:8080\n', ['key:a']],
    ['a.json', '{"a": "b", "c": [1, null]}', ['key:"a"', 'string:"b"', 'key:"c"', 'number:1', 'number:null']],
    [
      'a.py',
      '@cache\ndef f():  # why\n    return f"a{1}"\n',
      ['keyword:@cache', 'keyword:def', 'comment:# why', 'keyword:return', 'string:f"a{1}"'],
    ],
    ['a.py', '"""a\nb"""\n', ['string:"""a', 'string:b"""']],
    ['a.ts', "const a = x.of / 2; // 'b'\n", ['keyword:const', 'number:2', "comment:// 'b'"]],
    ['a.ts', 'f(/[\'"]/g, `a\n${b}`)', ['string:/[\'"]/g', 'string:`a', 'string:${b}`']],
    ['Dockerfile', 'FROM node:24\nCOPY a "b"\n', ['keyword:FROM', 'keyword:COPY', 'string:"b"']],
    ['a.txt', 'if 1 # a', []],
  ])('in %s of %j: %j', (path, text, expected) => {
    expect(tokens(path, text)).toEqual(expected);
  });

  const files = readdirSync(SNAPSHOTS, { recursive: true })
    .map(String)
    .filter((path) => statSync(new URL(path, SNAPSHOTS)).isFile());
  it('changes no text in any generated file', () => {
    expect(files.length).toBeGreaterThan(50);
    for (const path of files) {
      const text = readFileSync(new URL(path, SNAPSHOTS), 'utf8');
      const joined = highlightedLines(path, text).map((line) => line.map((piece) => piece.text).join(''));
      expect([path, joined.join('\n')]).toEqual([path, text]);
    }
  });
});
