import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyChange } from '../../src/yaml/apply.ts';
import type { Change } from '../../src/yaml/change.ts';

const cases: readonly (readonly [string, string, Change, unknown])[] = [
  [
    'a changed value',
    'a: {b: 1, c: 2} # c\nd: 3\n',
    { op: 'set', path: ['a', 'b'], value: 5 },
    { b: 5, c: 2 },
  ],
  ['an added key', 'a: {b: 1} # c\nd: 3\n', { op: 'set', path: ['a', 'x'], value: 5 }, { b: 1, x: 5 }],
  ['a removed key', 'a: {b: 1, x: 2} # c\nd: 3\n', { op: 'remove', path: ['a', 'x'] }, { b: 1 }],
  ['a renamed key', 'a: {b: 1} # c\nd: 3\n', { op: 'rename', path: ['a', 'b'], to: 'x' }, { x: 1 }],
  ['a key in an empty map', 'a: {} # c\nd: 3\n', { op: 'set', path: ['a', 'b'], value: 1 }, { b: 1 }],
  [
    'a map in an empty map',
    'a: {} # c\nd: 3\n',
    { op: 'set', path: ['a', 'b'], value: { x: 1 } },
    { b: { x: 1 } },
  ],
  ['an added item', 'a: [1, 2] # c\nd: 3\n', { op: 'append', path: ['a'], value: 3 }, [1, 2, 3]],
  [
    'a map as an item',
    'a: [1] # c\nd: 3\n',
    { op: 'append', path: ['a'], value: { x: [1, 2] } },
    [1, { x: [1, 2] }],
  ],
  ['an item in an empty list', 'a: [] # c\nd: 3\n', { op: 'append', path: ['a'], value: 1 }, [1]],
  [
    'a list replaced by a map',
    'a: [x] # c\nd: 3\n',
    { op: 'set', path: ['a'], value: { x: { y: 1 } } },
    { x: { y: 1 } },
  ],
  [
    'a map on several lines',
    'a: {b: 1, # c\n  x: 2}\nd: 3\n',
    { op: 'set', path: ['a', 'x'], value: 5 },
    { b: 1, x: 5 },
  ],
];

it.each(cases)('keeps the comment after a flow collection: %s', (_, text, change, expected) => {
  const changed = applyChange(text, change);
  expect(changed).toBeDefined();
  expect(changed?.match(/# c$/gm)).toEqual(['# c']);
  expect(parse(changed ?? '')).toEqual({ a: expected, d: 3 });
});

it('removes the comment with the line if the last key is removed', () => {
  expect(applyChange('a: {b: 1} # c\nd: 3\n', { op: 'remove', path: ['a', 'b'] })).toBe('d: 3\n');
});
