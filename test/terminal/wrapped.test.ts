import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrapped } from '../../src/terminal/wrapped.ts';

it.each([
  ['a short line stays', 'ready', 20, 'ready'],
  ['at words', 'one two three four five', 12, 'one two\nthree four\nfive'],
  [
    'behind a label',
    'error: port 8080 is already in use by another program',
    40,
    'error: port 8080 is already in use by\n       another program',
  ],
  [
    'behind a mark',
    '  ✔ weaviate is ready after 3.5 s and answers at http://127.0.0.1:8080',
    44,
    '  ✔ weaviate is ready after 3.5 s and\n    answers at http://127.0.0.1:8080',
  ],
  [
    'behind the last gap of a row',
    '✔ Docker        20.10.24 on Debian GNU/Linux 12 (bookworm)',
    50,
    '✔ Docker        20.10.24 on Debian GNU/Linux 12\n                (bookworm)',
  ],
  [
    'behind the last gap of a row that leaves room for words',
    '✔ create               527 ms  collection BindstackSmoke_afe1dfb5 (shared vectors)',
    60,
    `✔ create               527 ms  collection\n${' '.repeat(31)}BindstackSmoke_afe1dfb5\n${' '.repeat(31)}(shared vectors)`,
  ],
  [
    'a command goes on behind a backslash',
    '  try: bindstack generate --inference-memory 12g --out stack, or more memory',
    48,
    '  try: bindstack generate \\\n         --inference-memory 12g --out stack, or\n       more memory',
  ],
  [
    'a quoted word of a command stays whole',
    "Next: bindstack up --cwd 'my own stack' --target embedded",
    36,
    "Next: bindstack up \\\n  --cwd 'my own stack' \\\n  --target embedded",
  ],
  [
    'a command in the middle of a sentence',
    '  try: install it, then bindstack up --cwd some/directory --smoke',
    44,
    '  try: install it, then bindstack up \\\n         --cwd some/directory --smoke',
  ],
  [
    'no backslash in front of a command',
    '  try: curl -fsSL https://get.docker.com | sudo sh, or bindstack try',
    60,
    '  try: curl -fsSL https://get.docker.com | sudo sh, or\n       bindstack try',
  ],
  [
    'a word that is too long to hang is moved to the left',
    '✖ module         2 ms  it is gone: Get "http://multi2vec-bind:8080/meta": no such host',
    50,
    `✖ module         2 ms  it is gone: Get\n${' '.repeat(16)}"http://multi2vec-bind:8080/meta":\n${' '.repeat(23)}no such host`,
  ],
  ['a number stays with its unit', 'the first object after 30 ms', 26, 'the first object after\n30 ms'],
  [
    'an apostrophe is no quote',
    "the stack's own files and Weaviate's data",
    24,
    "the stack's own files\nand Weaviate's data",
  ],
  [
    'a long word stays whole',
    'see /a/very/long/path/that/does/not/fit here',
    20,
    'see\n/a/very/long/path/that/does/not/fit\nhere',
  ],
  ['colors have no width', '\u001b[31merror:\u001b[39m one two', 14, '\u001b[31merror:\u001b[39m one two'],
])('%s', (_, text, width, expected) => {
  expect(wrapped(text, width)).toBe(expected);
});

it('keeps every word in its order, and no line is wider than its words need', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}[,.:]?$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 30, max: 100 }), (words, width) => {
      const text = wrapped(words.join(' '), width);
      expect(text.split(/\s+/)).toEqual(words);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});
