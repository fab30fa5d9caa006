import { describe, expect, it } from 'vitest';
import { UNKNOWN_PART } from '../../src/formats/partialText.ts';
import { interpolate } from '../../src/lint/compose/interpolate.ts';
import { resolvedText } from '../../src/yaml/pieces.ts';

const variables = new Map([
  ['A', 'a'],
  ['EMPTY', ''],
]);

/** The text with its variables substituted, and ▢ for each unknown part. */
function becomes(text: string): string {
  return resolvedText(interpolate(text, variables).pieces).replaceAll(UNKNOWN_PART, '▢');
}

// Results of `docker compose config` 2.26.1, except that Compose substitutes an empty string for ▢.
describe('variables in a Compose file', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['$A', 'a'],
    ['${A}', 'a'],
    ['x$A/y', 'xa/y'],
    ['$$A', '$A'],
    ['$${A}', '${A}'],
    ['$$$A', '$a'],
    ['x$1', 'x$1'],
    ['x$', 'x$'],
    ['a$-b', 'a$-b'],
    ['${NO}', '▢'],
    ['$NO text', '▢ text'],
    ['http://${HOST}:8080/', 'http://▢:8080/'],
    ['${KEY_A}, ${KEY_B}', '▢, ▢'],
    ['${NO:-d}', 'd'],
    ['${NO-d}', 'd'],
    ['${NO:-}', ''],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${EMPTY}', ''],
    ['${EMPTY:?needed}', '▢'],
    ['${EMPTY?needed}', ''],
    ['${NO:-${A}}', 'a'],
    ['${NO:-${NEITHER:-d}}', 'd'],
    ['${NO:-${NEITHER}}', '▢'],
    ['${NO:-x${NEITHER}y}', 'x▢y'],
    ['${A:+set}', 'set'],
    ['${A:+x${NO}}', 'x▢'],
    ['${NO:+set}', ''],
    ['${NO:?needed}', '▢'],
    ['${NO:?}', '▢'],
  ])('%s', (text, expected) => {
    expect(becomes(text)).toBe(expected);
  });

  it.each(['${', '${}', '${A', '${A|x}', 'a ${1}', '${NO:-${}}'])('%s is rejected', (text) => {
    expect(interpolate(text, variables).invalid).toBeDefined();
  });

  it.each(['plain', 'x$1', '$$A${A}$', '${NO:-${A}}b$NO', 'é${A}\n${NO?}'])(
    '%s keeps its written form',
    (text) => {
      const { pieces } = interpolate(text, variables);
      expect(pieces.map(({ written }) => written).join('')).toBe(text);
    },
  );
});
