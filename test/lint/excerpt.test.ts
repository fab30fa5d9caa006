import { expect, it } from 'vitest';
import { excerpt } from '../../src/lint/documentation.ts';

const FILE = `services:
  bind:
    image: a
    environment:
      A: 1
      B: 2
      C: 3
  weaviate:
    image: b
    command:
      - --host
      - 0.0.0.0
    environment:
      D: 4
      E: 5
      F: 6
volumes:
  data:
`;

it('shows a line with its neighbors and its parent keys', () => {
  expect(excerpt(FILE, [14])).toBe(`services:
  …
  weaviate:
    …
    environment:
      D: 4
      E: 5
      F: 6
…`);
});

it('shows several places of a file, and no line twice', () => {
  expect(excerpt(FILE, [5, 17, 5])).toBe(`services:
  bind:
    …
    environment:
      A: 1
      B: 2
      C: 3
…
volumes:
  data:`);
});

it('shows a short file whole, and a file of which very little would be left out', () => {
  expect(excerpt('a: 1\nb: 2\nc: 3\nd: 4\n', [0])).toBe('a: 1\nb: 2\nc: 3\nd: 4');
  const list = Array.from({ length: 14 }, (_, i) => `k${i}: ${i}`);
  expect(excerpt(list.join('\n'), [1, 4, 7, 10, 13])).toBe(list.join('\n'));
});
