import { expect, it } from 'vitest';
import { literal, PYTHON, TYPESCRIPT } from '../../src/render/clientLiteral.ts';

const LONG = 'x'.repeat(80);

it.each([
  ['a text', 'a"b\\', '"a\\"b\\\\"', '"a\\"b\\\\"'],
  ['a number', 0.05, '0.05', '0.05'],
  [
    'booleans',
    { a: true, b: [false] },
    '{\n    "a": True,\n    "b": [False],\n}',
    '{\n  a: true,\n  b: [false],\n}',
  ],
  ['a list of scalars', { a: ['b', 1] }, '{\n    "a": ["b", 1],\n}', '{\n  a: ["b", 1],\n}'],
  [
    'a list of maps',
    { a: [{ b: 1 }, { c: 2 }] },
    '{\n    "a": [\n        {\n            "b": 1,\n        },\n        {\n            "c": 2,\n        },\n    ],\n}',
    '{\n  a: [\n    {\n      b: 1,\n    },\n    {\n      c: 2,\n    },\n  ],\n}',
  ],
  ['a key that is not a name', { 'a-b': 1 }, '{\n    "a-b": 1,\n}', '{\n  "a-b": 1,\n}'],
  // ruff keeps it on the line of its key, prettier does not.
  ['a long text', { a: LONG }, `{\n    "a": "${LONG}",\n}`, `{\n  a:\n    "${LONG}",\n}`],
])('writes %s', (_what, value, python, typescript) => {
  expect(literal(value, PYTHON)).toBe(python);
  expect(literal(value, TYPESCRIPT)).toBe(typescript);
});
