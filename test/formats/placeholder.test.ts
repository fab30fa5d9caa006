import { expect, it } from 'vitest';
import { UNKNOWN, withUnknowns } from '../../src/formats/partialText.ts';

it.each([
  ['plain $5 {a} <b>', 'plain $5 {a} <b>'],
  ['${TAG}', '▢'],
  ['http://${HOST:=bind}:8080/', 'http://▢:8080/'],
  ['$(POD_IP):{{ .Values.port }}', '▢:▢'],
  ['<YOUR_KEY>, ${B}', '▢, ▢'],
  ['a${', 'a▢'],
  ['{{ open', '▢'],
])('%s', (text, expected) => {
  expect(withUnknowns(text).replaceAll(UNKNOWN, '▢')).toBe(expected);
});
