import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { templateYaml } from '../../src/render/readBack.ts';

const SNAPSHOTS = new URL('../../snapshots/', import.meta.url);

const FILES = readdirSync(SNAPSHOTS, { recursive: true, encoding: 'utf8' })
  .filter((name) => /(?:docker-compose\.yml|values\.yaml)$/.test(name))
  .map((name) => ({ name, text: readFileSync(new URL(name, SNAPSHOTS), 'utf8') }));

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' });
  } catch {
    return 'not YAML';
  }
}

describe('reading what the templates write', () => {
  it.each(FILES)('reads snapshots/$name as the library does', ({ text }) => {
    expect(templateYaml(text)?.value).toEqual(parse(text));
  });

  it.each([
    ['a: 1', { a: 1 }],
    ['a: 0.5\nb: true\nc: 1.2.3\nd:\ne: "1\\n"\n', { a: 0.5, b: true, c: '1.2.3', d: null, e: '1\n' }],
    ["a: 'it''s'\n\n# why\nb: []", { a: "it's", b: [] }],
    ['a:\n  - b: c\n    d:\n      - e\n  - {"f": [1]}\n', { a: [{ b: 'c', d: ['e'] }, { f: [1] }] }],
    ['"x y": z\nnvidia.com/gpu: 2', { 'x y': 'z', 'nvidia.com/gpu': 2 }],
  ])('reads %j', (text, value) => {
    expect(templateYaml(text)?.value).toEqual(value);
    expect(parse(text)).toEqual(value);
  });

  it.each([
    '',
    'text',
    'a: yes',
    'a: 1e3',
    'a: 012',
    'a: 0x1f',
    'a: b c',
    'a: b # c',
    'a: &x 1',
    'a: *x',
    'a: |\n  b',
    'a: b\n  c',
    'a: "b\n  c"',
    'a: [b]',
    "a: 'b' # c",
    'a: 1\na: 2',
    'a:\n- b',
    'a:\n  b: 1\n c: 2',
    '\ta: 1',
    '? a',
    'on: 1',
    '<<: {}',
    '--- \na: 1',
  ])('leaves %j to the library', (text) => {
    expect(templateYaml(text)).toBeUndefined();
  });

  it('reads no changed file otherwise than the library', () => {
    const lines = fc.constantFrom(...FILES.flatMap(({ text }) => text.split('\n')));
    const character = fc.constantFrom(...' \t\r\n:-#"\'[]{},&*|>!%@`?\\~01aenotruyx.\u00a0\u2028\ufeff');
    const place = fc.nat({ max: 20_000 });
    const changes = fc.array(
      fc.oneof(
        fc.record({
          place,
          remove: fc.nat({ max: 3 }),
          insert: fc.string({ unit: character, maxLength: 3 }),
        }),
        fc.record({ place, remove: fc.constant(0), insert: lines.map((line) => `\n${line}`) }),
      ),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...FILES), fc.nat({ max: 4000 }), changes, ({ text }, start, edits) => {
        // A part of a file: the library takes long for a whole one.
        const from = text.indexOf('\n', start % text.length) + 1;
        let changed = text.slice(from, from + 600);
        for (const { place: at, remove, insert } of edits) {
          const position = at % (changed.length + 1);
          changed = changed.slice(0, position) + insert + changed.slice(position + remove);
        }
        const read = templateYaml(changed);
        if (read) expect(read.value).toEqual(parsed(changed));
      }),
      { numRuns: 2000 },
    );
  });
});
