import { describe, expect, it } from 'vitest';
import { clipTokens } from '../../../src/facts/imageBind/clipTokens.ts';

// True counts of the tokenizer with its vocabulary.
describe('the tokens of a text', () => {
  it.each<[string, string, number]>([
    ['words', 'a dog barks', 4],
    ['case and blanks', ' A  DOG\n', 2],
    ['an accent in its decomposed form', 'cafe\u0301', 1],
    ['curly quotes', 'it’s “a dog”', 6],
    ['control characters', 'a\0b a\x01b', 2],
    ['terminal colours', '\x1b[31mred\x1b[0m', 1],
    ['the mark of the start', '<|startoftext|>', 1],
    ['text that was decoded wrongly', 'cafÃ©', 1],
    ['an entity of a letter', 'caf&eacute; caf&amp;eacute;', 2],
    ['an entity of a blank', '&nbsp;', 0],
    ['a sign with a variation mark', '❤️.', 2],
    ['full-width text', '！！', 1],
  ])('are never counted too high for certain: %s', (_what, text, count) => {
    expect(clipTokens(text).minimum).toBeLessThanOrEqual(count);
  });

  it.each<[string, string, number, number]>([
    ['short words', 'dog '.repeat(76), 76, 76],
    ['digits', '1'.repeat(76), 76, 76],
    ['decomposed accents count as their letters', 'cafe\u0301 '.repeat(60), 60, 120],
    ['long words', 'electroencephalography', 1, 5],
    ['signs', '--->', 1, 2],
    ['letters beyond ASCII', 'Привет', 1, 7],
    ['nothing', ' ', 0, 0],
  ])('are estimated: %s', (_what, text, minimum, estimate) => {
    expect(clipTokens(text)).toEqual({ minimum, estimate });
  });
});
