import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkedText } from '../../src/render/template.ts';

it.each([
  ['a: "1"\n', { a: '1' }],
  ['a: "1"\nlist: [1, 2]\n', { a: '1', list: [1, 2] }],
  // Order and comments do not matter.
  ['# why\nlist: [1]\na: b\n', { a: 'b', list: [1] }],
])('returns %j, which matches its model', (text, model) => {
  expect(checkedText('file.yml', text, parse, model)).toBe(text);
});

it.each([
  ['does not parse', 'a: "1', { a: '1' }, 'Missing closing "quote'],
  ['has a duplicate key', 'a: "1"\na: "2"\n', { a: '1' }, 'Map keys must be unique'],
  ['has another type', 'a: 1\n', { a: '1' }, 'differs from its model at /a: 1 instead of "1"'],
  ['has an extra key', 'a: "1"\nb: 2\n', { a: '1' }, 'differs from its model at /b: 2 instead of undefined'],
  ['differs in a value', 'a: "1"\n', { a: '2' }, 'differs from its model at /a: "1" instead of "2"'],
  ['differs at a deeper level', 'a: b\nlist: [1, 3]\n', { a: 'b', list: [1, 2] }, '/list/1: 3 instead of 2'],
  ['lacks a key', 'a: b\n', { a: 'b', list: [1] }, '/list: undefined instead of [1]'],
  ['lacks an entry', 'a: b\nlist: [1]\n', { a: 'b', list: [1, 2] }, '/list/1: undefined instead of 2'],
  ['has an extra list', 'a: b\nlist: [1]\n', { a: 'b' }, '/list: [1] instead of undefined'],
  [
    'has a list for a map',
    'a: b\nlist: [1]\n',
    { a: 'b', list: { 0: 1 } },
    '/list: one is a list, the other a map',
  ],
])('throws if the text %s', (_what, text, model, message) => {
  expect(() => checkedText('file.yml', text, parse, model)).toThrow(message);
});
