import { describe, expect, it } from 'vitest';
import { clipTokens } from '../../../src/facts/imageBind/clipTokens.ts';

// The counts are those of the tokenizer with its vocabulary.
describe('the tokens of a text', () => {
  it.each<[string, string, number]>([
    ['words', 'a dog barks', 4],
    ['case and spaces', ' A  DOG\n', 2],
    ['a decomposed accent', 'cafe\u0301', 1],
    ['curly quotes', 'it’s “a dog”', 6],
    ['control characters', 'a\0b a\x01b', 2],
    ['terminal colors', '\x1b[31mred\x1b[0m', 1],
    ['the start marker', '<|startoftext|>', 1],
    ['wrongly decoded text', 'cafÃ©', 1],
    ['the entity of a letter', 'caf&eacute; caf&amp;eacute;', 2],
    ['the entity of a space', '&nbsp;', 0],
    ['a symbol with a variation selector', '❤️.', 2],
    ['full-width text', '！！', 1],
  ])('have a minimum that is never too high: %s', (_what, text, count) => {
    expect(clipTokens(text).minimum).toBeLessThanOrEqual(count);
  });

  it.each<[string, string, number, number]>([
    ['short words', 'dog '.repeat(76), 76, 76],
    ['digits', '1'.repeat(76), 76, 76],
    ['decomposed accents count as their letters', 'cafe\u0301 '.repeat(60), 60, 120],
    ['long words', 'electroencephalography', 1, 5],
    ['signs', '--->', 1, 2],
    ['non-ASCII letters', 'Привет', 1, 7],
    ['nothing', ' ', 0, 0],
  ])('are estimated: %s', (_what, text, minimum, estimate) => {
    expect(clipTokens(text)).toEqual({ minimum, estimate });
  });
});
