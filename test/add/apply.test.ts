import { diffLines } from 'diff';
import { describe, expect, it, vi } from 'vitest';
import { Parser } from 'yaml';
import { applyChange, applyChanges, applyGroups } from '../../src/yaml/apply.ts';
import type { Change } from '../../src/yaml/change.ts';

const COMPOSE = `# top
services:
  weaviate: # main
    image: x:1   # pinned
    environment:
      A: "b"  # why
      # C: later

    ports: [ "1:1" ]
    depends_on: # why
    # first
    - bind # the model
    - 'cache'
  bind:
    environment:
    - X=1
    - Y=2
    command: uvicorn app:app
    list:
      - a
      - b: 1
        c: 2
    text: |
      foo
  empty:
    environment:
    flow: {a: 1, b: [x,y]}
    nothing: {}

volumes:
  x: {}
`;

/** The lines that a change removes and adds; undefined if the change is rejected. */
function changed(change: Change, text = COMPOSE): string | undefined {
  const result = applyChange(text, change);
  return (
    result &&
    diffLines(text, result)
      .filter(({ added, removed }) => added || removed)
      .map(({ added, value }) => value.replace(/^(?=.)/gm, added ? '+' : '-'))
      .join('')
  );
}

const set = (path: string, value: unknown): Change => ({
  op: 'set',
  path: path.split('/').map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  value,
});

describe('set', () => {
  it.each([
    [
      'a value, with the same quotes',
      'services/weaviate/environment/A',
      'c',
      '-      A: "b"  # why\n+      A: "c"  # why\n',
    ],
    [
      'a value that needs quotes',
      'services/weaviate/image',
      'true',
      '-    image: x:1   # pinned\n+    image: "true"   # pinned\n',
    ],
    ['a new key, after the last one', 'services/weaviate/environment/B', 'd', '+      B: d\n'],
    ['a new key after a block of text', 'services/bind/more', 1, '+    more: 1\n'],
    ['a key in an empty block', 'services/empty/environment/K', 'v', '+      K: v\n'],
    [
      'a key in flow style',
      'services/empty/flow/c',
      'x,y',
      '-    flow: {a: 1, b: [x,y]}\n+    flow: {a: 1, b: [x,y], c: "x,y"}\n',
    ],
    ['a key in { }', 'services/empty/nothing/c', 1, '-    nothing: {}\n+    nothing: { c: 1 }\n'],
    ['an item in a list', 'services/bind/environment/0', 'X=2', '-    - X=1\n+    - X=2\n'],
    ['missing blocks', 'services/bind/a/b/c', 'd', '+    a:\n+      b:\n+        c: d\n'],
    [
      'a block instead of a value',
      'services/bind/command',
      { a: 'b' },
      '-    command: uvicorn app:app\n+    command:\n+      a: b\n',
    ],
    [
      'a value instead of a list',
      'services/weaviate/ports',
      'none',
      '-    ports: [ "1:1" ]\n+    ports: none\n',
    ],
    ['null', 'volumes/y', null, '+  y:\n'],
  ])('%s', (_, path, value, expected) => {
    expect(changed(set(path, value))).toBe(expected);
  });
});

describe('other changes', () => {
  it.each<[string, Change, string | undefined]>([
    [
      'append to a list',
      { op: 'append', path: ['services', 'bind', 'environment'], value: 'Z=3' },
      '+    - Z=3\n',
    ],
    [
      'append to a list on one line',
      { op: 'append', path: ['services', 'weaviate', 'ports'], value: '2:2' },
      '-    ports: [ "1:1" ]\n+    ports: [ "1:1", 2:2 ]\n',
    ],
    [
      'rename a key',
      { op: 'rename', path: ['services', 'weaviate', 'image'], to: 'build' },
      '-    image: x:1   # pinned\n+    build: x:1   # pinned\n',
    ],
    [
      'remove a key',
      { op: 'remove', path: ['services', 'weaviate', 'image'] },
      '-    image: x:1   # pinned\n',
    ],
    ['remove an item', { op: 'remove', path: ['services', 'bind', 'environment', 1] }, '-    - Y=2\n'],
    [
      'remove the first key of an item',
      { op: 'remove', path: ['services', 'bind', 'list', 1, 'b'] },
      '-      - b: 1\n-        c: 2\n+      - c: 2\n',
    ],
    [
      'remove the last key of a block, and the block',
      { op: 'remove', path: ['services', 'weaviate', 'environment', 'A'] },
      '-    environment:\n-      A: "b"  # why\n',
    ],
    [
      'remove from flow style',
      { op: 'remove', path: ['services', 'empty', 'flow', 'b'] },
      '-    flow: {a: 1, b: [x,y]}\n+    flow: {a: 1}\n',
    ],
    [
      'turn items into keys and keep their comments',
      {
        op: 'key',
        path: ['services', 'weaviate', 'depends_on'],
        values: { bind: { condition: 'h' }, cache: { condition: 's' } },
      },
      "-    - bind # the model\n-    - 'cache'\n+      bind: # the model\n+        condition: h\n+      'cache':\n+        condition: s\n",
    ],
    [
      'remove a key that does not exist',
      { op: 'remove', path: ['services', 'weaviate', 'nothing'] },
      undefined,
    ],
  ])('%s', (_, change, expected) => {
    expect(changed(change)).toBe(expected);
  });

  it('reject a file with syntax errors', () => {
    expect(applyChange('a: [\n', { op: 'set', path: ['b'], value: 1 })).toBeUndefined();
  });

  it('keep Windows line endings', () => {
    expect(applyChange('a:\r\n  b: 1 # c\r\n', { op: 'set', path: ['a', 'd'], value: { e: 'f' } })).toBe(
      'a:\r\n  b: 1 # c\r\n  d:\r\n    e: f\r\n',
    );
  });

  it('keep the format of JSON', () => {
    const text =
      '{\n  "class": "Media",\n  "moduleConfig": {\n    "multi2vec-bind": { "IMUFields": ["a"] }\n  }\n}\n';
    const path = ['moduleConfig', 'multi2vec-bind', 'IMUFields'];
    expect(applyChange(text, { op: 'rename', path, to: 'imuFields' })).toBe(
      text.replace('IMUFields', 'imuFields'),
    );
    expect(applyChange(text, { op: 'set', path: ['vectorizer'], value: 'none' })).toBe(
      text.replace('  }\n}', '  },\n  "vectorizer": "none"\n}'),
    );
  });

  it('do not touch anchors, aliases and merge keys', () => {
    const text = 'x-base: &base\n  a: 1\ns:\n  <<: *base\n  b: *base\n';
    expect(applyChange(text, { op: 'set', path: ['s', 'a'], value: 2 })).toBe(`${text}  a: 2\n`);
  });
});

describe('several changes', () => {
  it('parse the text only once before and once after', () => {
    const text = COMPOSE.replace('# top', '# several');
    const parse = vi.spyOn(Parser.prototype, 'parse');
    const result = applyChanges(text, [
      set('services/weaviate/environment/B', 'c'),
      set('services/new', { image: 'y' }),
      set('services/weaviate/restart', 'always'),
      set('services/bind/environment/0', 'X=2'),
    ]);
    expect(parse).toHaveBeenCalledTimes(2);
    expect(result).toContain('    environment:\n      A: "b"  # why\n      B: c\n');
    expect(result).toContain('    restart: always\n');
    expect(result).toContain('    - X=2\n');
    expect(result).toContain('  new:\n    image: y\n');
    vi.restoreAllMocks();
  });

  it('are made one after the other if one depends on another', () => {
    const result = applyChanges(COMPOSE, [
      set('services/bind/deploy/resources/limits/memory', '1g'),
      set('services/bind/deploy/resources/limits/cpus', '2'),
    ]);
    expect(result).toContain('        limits:\n          memory: 1g\n          cpus: "2"\n');
  });

  it('leave out changes that conflict or cannot be made', () => {
    const remove = (path: string): Change => ({ op: 'remove', path: set(path, 0).path });
    const groups = [
      [remove('services/bind/environment/0')],
      [set('services/nowhere/0/a', 1), set('services/weaviate/image/below', 1)],
      [remove('services/bind/environment/1')],
      [remove('services/bind/list/0')],
    ];
    const { text, applied } = applyGroups(COMPOSE, groups, undefined, 10);
    expect(applied).toEqual([0, 3]);
    expect(text).toBe(COMPOSE.replace('    - X=1\n', '').replace('      - a\n', ''));
  });

  it('are left out if the text would have to be parsed too often', () => {
    expect(applyGroups(COMPOSE, [[set('services/bind/command', 'x')]], undefined, 0).text).toBe(COMPOSE);
  });
});
