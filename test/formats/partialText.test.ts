import { describe, expect, it } from 'vitest';
import {
  couldEqual,
  couldStartWith,
  fullyKnownText,
  isFullyKnown,
  knownPrefix,
  UNKNOWN_PART,
  withUnknowns,
} from '../../src/formats/partialText.ts';
import { fc } from '../support/properties.ts';

/** In these tests, ▢ stands for an unknown part. */
const text = (written: string) => written.replaceAll('▢', UNKNOWN_PART);

describe('a partly known text', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['▢', '', true],
    ['▢', 'anything', true],
    ['a▢', 'a', true],
    ['a▢', 'ab', true],
    ['a▢', 'ba', false],
    ['▢a', 'ba', true],
    ['▢a', 'ab', false],
    ['a▢a', 'a', false],
    ['a▢a', 'aa', true],
    ['▢b▢', 'abc', true],
    ['▢b▢', 'ac', false],
    ['a▢b▢c', 'abc', true],
    ['a▢b▢b', 'ab', false],
    ['80▢', '8080', true],
    ['90▢', '8080', false],
  ])('%s could equal "%s": %s', (partial, value, expected) => {
    expect(couldEqual(text(partial), value)).toBe(expected);
  });

  it.each([
    ['http://▢', 'http://', true],
    ['http▢://', 'https://', true],
    ['▢:8080', 'http://', true],
    ['multi2vec-bind:▢', 'http://', false],
    ['http', 'http://', false],
    ['/data/▢', '/', true],
    ['./data/▢', '/', false],
  ])('%s could start with %s: %s', (partial, start, expected) => {
    expect(couldStartWith(text(partial), start)).toBe(expected);
  });

  it('is fully known without an unknown part', () => {
    expect([isFullyKnown('a'), isFullyKnown(text('a▢'))]).toEqual([true, false]);
    expect([fullyKnownText('a'), fullyKnownText(text('a▢')), fullyKnownText(undefined)]).toEqual([
      'a',
      undefined,
      undefined,
    ]);
    expect([knownPrefix('a'), knownPrefix(text('a▢b▢')), knownPrefix(text('▢b'))]).toEqual(['a', 'a', '']);
  });

  it('could equal any text that replaces its unknown parts', () => {
    const parts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ','), maxLength: 3 }), {
      minLength: 1,
      maxLength: 4,
    });
    const fillings = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ','), maxLength: 3 }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(parts, fillings, (known, filling) => {
        const filled = known.map((part, i) => (i === 0 ? part : `${filling[i]}${part}`)).join('');
        expect(couldEqual(known.join(UNKNOWN_PART), filled)).toBe(true);
        expect(couldStartWith(known.join(UNKNOWN_PART), filled.slice(0, 3))).toBe(true);
      }),
    );
  });
});

it.each([
  ['plain $5 {a} <b>', 'plain $5 {a} <b>'],
  ['${TAG}', '▢'],
  ['http://${HOST:=bind}:8080/', 'http://▢:8080/'],
  ['$(POD_IP):{{ .Values.port }}', '▢:▢'],
  ['<YOUR_KEY>, ${B}', '▢, ▢'],
  ['a${', 'a▢'],
  ['{{ open', '▢'],
])('replaces the placeholders in %s', (text, expected) => {
  expect(withUnknowns(text).replaceAll(UNKNOWN_PART, '▢')).toBe(expected);
});
