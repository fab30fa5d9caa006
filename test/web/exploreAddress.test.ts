import { describe, expect, it } from 'vitest';
import { momentText, placeOf, sizeText, spanText } from '../../src/web/explore/hitText.ts';
import { mediaAddress } from '../../src/web/explore/server.ts';
import { fragmentOf, parseFragment } from '../../src/web/exploreFragment.ts';

describe('the address of a search', () => {
  it.each([
    ['', { query: undefined, kinds: [], hybrid: false }],
    ['q=a+dog', { query: { text: 'a dog' }, kinds: [], hybrid: false }],
    [
      'q=%3Cb%3E+%26+%23%22&kind=image%2Cvideo&hybrid=1',
      { query: { text: '<b> & #"' }, kinds: ['image', 'video'], hybrid: true },
    ],
    [
      'near=00000000-0000-5000-8000-000000000001',
      { query: { near: '00000000-0000-5000-8000-000000000001' }, kinds: [], hybrid: false },
    ],
    ['given', { query: { given: true }, kinds: [], hybrid: false }],
  ] as const)('#%s', (fragment, search) => {
    expect(fragmentOf(search)).toBe(fragment);
    expect(parseFragment(`#${fragment}`)).toEqual(search);
  });

  it('ignores what it does not know', () => {
    expect(parseFragment('#q=+&kind=smell&x=1')).toEqual({ query: undefined, kinds: [], hybrid: false });
  });

  it('does not contain a dropped file', () => {
    expect(fragmentOf({ query: { file: 'secret.jpg' }, kinds: [], hybrid: false })).toBe('');
  });
});

describe('texts about a hit', () => {
  it.each([
    [0, '0:00'],
    [6.9, '0:06'],
    [754, '12:34'],
    [3723, '1:02:03'],
  ])('the moment %d', (seconds, text) => expect(momentText(seconds)).toBe(text));

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [123_456, '123 kB'],
    [3_400_000, '3.4 MB'],
    [5e12, '5000 GB'],
  ])('%d bytes', (bytes, text) => expect(sizeText(bytes)).toBe(text));

  it('a span, and none for a whole file', () => {
    expect(spanText({ start: 6, end: 12 })).toBe('0:06–0:12');
    expect(spanText({})).toBe('');
  });

  it('the folder and the name of a path', () => {
    expect(placeOf('Pictures/2024/a.jpg')).toEqual({ name: 'a.jpg', folder: 'Pictures/2024' });
    expect(placeOf('a.jpg')).toEqual({ name: 'a.jpg', folder: '' });
  });

  it('the address of a file with any name', () => {
    expect(mediaAddress('a b/#?%.jpg')).toBe('media/a%20b/%23%3F%25.jpg');
  });
});
