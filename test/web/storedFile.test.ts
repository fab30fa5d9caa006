import { describe, expect, it } from 'vitest';
import { fix } from '../../src/lint/fix.ts';
import { lint } from '../../src/lint/lint.ts';
import { EXAMPLE, parseStored } from '../../src/web/page/check/storedFile.ts';

describe('the stored file', () => {
  it.each([
    ['{"name":"a.yml","text":"x","kind":"compose"}', { name: 'a.yml', text: 'x', kind: 'compose' }],
    ['{"name":"","text":""}', { name: '', text: '', kind: undefined }],
    ['{"name":"a","text":"x","kind":"toString"}', { name: 'a', text: 'x', kind: undefined }],
    ['{"name":1,"text":"x"}', undefined],
    ['[]', undefined],
    ['null', undefined],
    ['{', undefined],
    [null, undefined],
  ])('%j is read as %j', (stored, file) => {
    expect(parseStored(stored)).toEqual(file);
  });
});

it('the example has several errors, and fixes correct all of them', () => {
  const { text } = EXAMPLE;
  const name = 'file';
  const errorsOf = (content: string) =>
    lint({ name, text: content, kind: undefined }).findings.filter(({ severity }) => severity === 'error');
  expect(errorsOf(text).length).toBeGreaterThan(2);
  const { texts } = fix({ name, text, kind: undefined }, () => true);
  expect(errorsOf(texts.get(name) ?? text)).toEqual([]);
});
