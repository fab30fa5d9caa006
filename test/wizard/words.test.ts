import { describe, expect, it } from 'vitest';
import { givenAnswer } from '../../src/config/given.ts';
import { checkConfig } from '../../src/config/resolve.ts';
import { OPTIONS } from '../../src/options/table.ts';
import { faultText, labelOf } from '../../src/wizard/words.ts';

describe('names of settings', () => {
  it('are short and no two are the same', () => {
    const labels = OPTIONS.map(({ key }) => labelOf(key));
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(label).toMatch(/^[A-Z][^?]{1,24}$/);
  });
});

describe('an error about answers', () => {
  it.each([
    ['weaviate.httpPort', 99_999, '99999 is not a whole number from 1 to 65535; the default is 8080'],
    ['collection.modalities', [], 'choose at least one'],
    ['name', '', 'enter a name of lowercase letters, digits and - (at most 53 characters)'],
    [
      'inference.memory',
      '8g',
      '“ImageBind memory: 8 GiB” is too little: below 9.5 GiB, ImageBind is killed while it loads; set “ImageBind memory” to 12g, or choose “Stub”, which needs almost none',
    ],
  ])('names no flag: %s %j', (key, value, expected) => {
    const { errors } = checkConfig(new Map([[key, givenAnswer(value)]]));
    expect(errors.map(faultText)).toEqual([expected]);
  });
});
