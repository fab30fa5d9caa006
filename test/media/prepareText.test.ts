import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mostTokens } from '../../src/facts/imageBind/clipTokens.ts';
import { cutText } from '../../src/media/cutText.ts';
import { MediaError } from '../../src/media/mediaProblem.ts';
import { prepareText } from '../../src/media/prepareText.ts';
import { directoryForTests } from '../support/directory.ts';

const directory = directoryForTests();

async function partsOf(content: Buffer | string, original = false): Promise<unknown[]> {
  const path = join(directory(), 'a.txt');
  await writeFile(path, content);
  const file = await prepareText({ path, size: content.length }, { original });
  return Promise.all(Array.from({ length: file.parts }, async (_, i) => (await file.part(i)).content));
}

async function problemOf(content: Buffer | string, original = false) {
  return partsOf(content, original).catch((error: unknown) =>
    error instanceof MediaError ? error.problem.message : error,
  );
}

const LONG = {
  English:
    'The dog sleeps in the garden. It dreams of a long walk along the river, where the other dogs are! Will it wake up soon? ',
  German:
    'Der Hund schläft im Garten. Er träumt von einem Spaziergang am Ufer der Donaudampfschifffahrtsgesellschaft. ',
  Czech: 'Příliš žluťoučký kůň úpěl ďábelské ódy. Kočka ho poslouchala. ',
  Russian: 'Собака спит в саду. Ей снится длинная прогулка вдоль реки. ',
  Greek: 'Ο σκύλος κοιμάται στον κήπο. Ονειρεύεται έναν μακρύ περίπατο. ',
  Chinese: '狗在花园里睡觉。它梦见沿着河边散步。那里还有别的狗。',
  Japanese: '犬は庭で寝ています。川沿いの長い散歩の夢を見ています。',
  Korean: '개가 정원에서 자고 있다. 강을 따라 산책하는 꿈을 꾼다. ',
  Thai: 'สุนัขนอนหลับอยู่ในสวนมันฝันถึงการเดินเล่นริมแม่น้ำ',
  Hindi: 'कुत्ता बगीचे में सो रहा है। वह नदी के किनारे लंबी सैर का सपना देखता है। ',
  Arabic: 'الكلب نائم في الحديقة. يحلم بنزهة طويلة على ضفة النهر. ',
  'no ends of sentences': 'and then the dog ran and the cat ran after it ',
  'one long word': 'xqzj',
  emoji: '😀🐕👨‍👩‍👧',
  punctuation: '-=*#',
  digits: '0123456789',
};

describe('a text', () => {
  it.each(Object.entries(LONG))(
    'in %s is cut into parts of at most 75 tokens without losing anything',
    async (_, text) => {
      const whole = text.repeat(30);
      const parts = cutText(whole);
      expect(parts.length).toBeGreaterThan(1);
      expect(parts.join('').replaceAll(/\s/g, '')).toBe(whole.replaceAll(/\s/g, ''));
      for (const part of parts) expect(mostTokens(part)).toBeLessThanOrEqual(75);
    },
  );

  it('is cut where sentences end', () => {
    for (const language of ['English', 'German', 'Russian', 'Chinese', 'Japanese'] as const)
      for (const part of cutText(LONG[language].repeat(10))) expect(part).toMatch(/[.!?。]$/);
  });

  it('is cut between words if a sentence is too long', () => {
    const words = new Set(LONG['no ends of sentences'].trim().split(' '));
    for (const part of cutText(LONG['no ends of sentences'].repeat(20)))
      for (const word of part.split(' ')) expect(words).toContain(word);
  });

  it('keeps families of emoji together', () => {
    for (const part of cutText('👨‍👩‍👧'.repeat(40))) expect(part.replaceAll('👨‍👩‍👧', '')).toBe('');
  });

  it.each([
    ['a dog', ['a dog']],
    ['\ufeffA dog.\r\n\r\nA cat.\r\n', ['A dog.\nA cat.']],
    ['Title\n\nFirst line\nSecond line', ['Title\nFirst line\nSecond line']],
    [Buffer.from('\ufeffein Hund', 'utf16le'), ['ein Hund']],
  ])('that is short stays in one part: %j', async (text, expected) => {
    expect(await partsOf(text)).toEqual(expected);
  });

  it.each([
    ['   \n\t', 'contains no words'],
    ['---', 'contains no words'],
    [Buffer.from('Stra\u00dfe', 'latin1'), 'is not UTF-8'],
  ])('%j is refused', async (text, message) => {
    expect(await problemOf(text)).toBe(message);
  });

  it('with --original is one part, and refused if it is longer than the model reads', async () => {
    expect(await partsOf('A dog.\n\nA cat.', true)).toEqual(['A dog.\n\nA cat.']);
    expect(await problemOf('a dog '.repeat(40), true)).toBe('is too long: at least 80 tokens');
  });
});
