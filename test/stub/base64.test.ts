import { describe, expect, it } from 'vitest';
import { Base64Error, decodeBase64 } from '../../src/stub/base64.ts';

// Expected values are those of Python 3.11's base64.decodebytes.
describe('decodeBase64', () => {
  it.each([
    ['', ''],
    ['abcd', '69b71d'],
    ['ab==', '69'],
    ['AAA=', '0000'],
    ['=', ''],
    ['====', ''],
    ['abcd=', '69b71d'],
    ['ab=c=', '69b7'],
    ['ab=\n=xyz', '69'],
    ['AA==BBBB', '00'],
    ['AAAA=BBBB', '000000041041'],
    ['a b\nc\td!', '69b71d'],
    ['aéb😀cd', '69b71d'],
    ['++//', 'fbefff'],
  ])('decodes %j to %s', (text, hex) => {
    expect(decodeBase64(text).toString('hex')).toBe(hex);
  });

  it.each([
    ['ab', 'Incorrect padding'],
    ['abc', 'Incorrect padding'],
    ['a=bc', 'Incorrect padding'],
    ['a-_b', 'Incorrect padding'],
    [
      'a',
      'Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4',
    ],
    [
      'hello!',
      'Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4',
    ],
    [
      'abcdefghi',
      'Invalid base64-encoded string: number of data characters (9) cannot be 1 more than a multiple of 4',
    ],
  ])('rejects %j', (text, message) => {
    expect(() => decodeBase64(text)).toThrow(new Base64Error(message));
  });

  it('agrees with Node if the text is well-formed', () => {
    const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 89) % 256));
    for (let length = 0; length < 50; length += 1) {
      const part = bytes.subarray(length, 3 * length);
      expect(decodeBase64(part.toString('base64'))).toEqual(part);
    }
  });
});
