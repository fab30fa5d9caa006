import { describe, expect, it } from 'vitest';
import { interpolate } from '../../src/lint/compose/interpolate.ts';
import { changedLiterals, replacedText } from '../../src/yaml/pieces.ts';

const variables = new Map([
  ['HOST', 'bind'],
  ['URL', 'http://bind:80'],
  ['KEYS', 'a, b'],
]);
const pieces = (text: string) => interpolate(text, variables).pieces;

describe('a change to the literal parts', () => {
  it.each([
    [
      'fewer spaces',
      '${KEY_A}, ${KEY_B:?}',
      (text: string) => text.replaceAll(', ', ','),
      '${KEY_A},${KEY_B:?}',
    ],
    ['a default', 'x ${KEY:-k}', (text: string) => text.replace(' ', ''), 'x${KEY:-k}'],
    [
      'another port',
      'http://${HOST}:80',
      (text: string) => text.replace(/80$/, '8080'),
      'http://${HOST}:8080',
    ],
    ['one more item', 'a,${MORE}', (text: string) => `${text},b`, 'a,${MORE},b'],
    ['a literal $', 'a$$b,${C}', (text: string) => text.replace('a', 'x'), 'x$$b,${C}'],
    ['a new $', '${C}', (text: string) => `$${text}`, '$$${C}'],
    ['no change', 'a,${C}', (text: string) => text, undefined],
    ['a lost variable', 'a,${C}', () => 'a', undefined],
    [
      'a change in the value of a variable',
      '${URL}/',
      (text: string) => text.replace(':80/', ':8080/'),
      undefined,
    ],
    [
      'spaces in the value of a variable',
      '${KEYS}, c',
      (text: string) => text.replaceAll(', ', ','),
      undefined,
    ],
  ])('%s', (_, text, change, expected) => {
    expect(changedLiterals(pieces(text), change)).toBe(expected);
  });
});

describe('a replaced value', () => {
  it.each([
    ['6g', '12g', '12g'],
    ['', 'a$b', 'a$$b'],
    ['a$$b', 'c', 'c'],
    ['${MEM:-6g}', '12g', '${MEM:-12g}'],
    ['${MEM-6g}', '12g', '${MEM-12g}'],
    ['${MEM:-${OTHER:-6g}}', '12g', '${MEM:-${OTHER:-12g}}'],
    ['${MEM:-a}', 'b$c', '${MEM:-b$$c}'],
    ['${MEM:-a}', 'b}', undefined],
    ['${MEM}', '12g', undefined],
    ['${HOST:-x}', 'y', undefined],
    ['${N:-6}g', '12g', undefined],
    ['${A:-6}${B:-g}', '12g', undefined],
  ])('%s → %s', (text, value, expected) => {
    expect(replacedText(pieces(text), value)).toBe(expected);
  });
});
