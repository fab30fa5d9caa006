import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyChange } from '../../src/yaml/apply.ts';
import type { Change } from '../../src/yaml/change.ts';

const cases: readonly (readonly [string, string, Change, unknown])[] = [
  [
    'a value that is set',
    'a: {b: 1, c: 2} # c\nd: 3\n',
    { op: 'set', path: ['a', 'b'], value: 5 },
    { b: 5, c: 2 },
  ],
  ['a key that is added', 'a: {b: 1} # c\nd: 3\n', { op: 'set', path: ['a', 'x'], value: 5 }, { b: 1, x: 5 }],
  ['a key that is removed', 'a: {b: 1, x: 2} # c\nd: 3\n', { op: 'remove', path: ['a', 'x'] }, { b: 1 }],
  ['a new name', 'a: {b: 1} # c\nd: 3\n', { op: 'rename', path: ['a', 'b'], to: 'x' }, { x: 1 }],
  ['a key of an empty map', 'a: {} # c\nd: 3\n', { op: 'set', path: ['a', 'b'], value: 1 }, { b: 1 }],
  [
    'a map in an empty map',
    'a: {} # c\nd: 3\n',
    { op: 'set', path: ['a', 'b'], value: { x: 1 } },
    { b: { x: 1 } },
  ],
  ['an item that is added', 'a: [1, 2] # c\nd: 3\n', { op: 'append', path: ['a'], value: 3 }, [1, 2, 3]],
  [
    'a map as an item',
    'a: [1] # c\nd: 3\n',
    { op: 'append', path: ['a'], value: { x: [1, 2] } },
    [1, { x: [1, 2] }],
  ],
  ['an item of an empty list', 'a: [] # c\nd: 3\n', { op: 'append', path: ['a'], value: 1 }, [1]],
  [
    'a list made a map',
    'a: [x] # c\nd: 3\n',
    { op: 'set', path: ['a'], value: { x: { y: 1 } } },
    { x: { y: 1 } },
  ],
  [
    'a map over several lines',
    'a: {b: 1, # c\n  x: 2}\nd: 3\n',
    { op: 'set', path: ['a', 'x'], value: 5 },
    { b: 1, x: 5 },
  ],
];

it.each(cases)('the comment behind a flow collection stays: %s', (_, text, change, expected) => {
  const changed = applyChange(text, change);
  expect(changed).toBeDefined();
  expect(changed?.match(/# c$/gm)).toEqual(['# c']);
  expect(parse(changed ?? '')).toEqual({ a: expected, d: 3 });
});

it('a line that goes with its last key takes its comment along', () => {
  expect(applyChange('a: {b: 1} # c\nd: 3\n', { op: 'remove', path: ['a', 'b'] })).toBe('d: 3\n');
});
