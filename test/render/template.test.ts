import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { plain } from '../../src/render/template.ts';
import { fc } from '../support/properties.ts';

/** The values that YAML 1.2 and 1.1 (closer to Helm's parser) read. */
const readings = (text: string) => [parse(text), parse(text, { version: '1.1' })];

it.each([
  ['weaviate', 'weaviate'],
  ['cr.weaviate.io/semitechnologies/weaviate:1.38.11', 'cr.weaviate.io/semitechnologies/weaviate:1.38.11'],
  ['1.38.11', '1.38.11'],
  ['12g', '12g'],
  ['1e3', '"1e3"'],
  ['1.5', '"1.5"'],
  ['no: way', '"no: way"'],
  ['null', '"null"'],
  ['no', '"no"'],
  ['12:30', '"12:30"'],
  ['0xd', '"0xd"'],
  ['e-6', '"e-6"'],
  [12, '12'],
  [true, 'true'],
])('%j is written as %s', (value, text) => {
  expect(plain(value)).toBe(text);
});

it('every text is read back unchanged by both versions', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9][\w.:/-]{0,12}$/);
  fc.assert(
    fc.property(word, (value) => {
      expect(readings(plain(value))).toEqual([value, value]);
    }),
  );
});
