import { expect, it } from 'vitest';
import { changedLines } from '../../src/web/page/files/changedLines.ts';

it.each([
  ['a\nb\n', 'a\nb\n', []],
  ['a\nb\n', 'a\nx\n', [1]],
  ['a\nb\n', 'a\nx\ny\nb\n', [1, 2]],
  ['a\nb\nc\n', 'a\nc\n', []],
  ['', 'a\n', [0]],
])('changed lines from %j to %j: %j', (before, after, expected) => {
  expect([...changedLines(before, after)]).toEqual(expected);
});
