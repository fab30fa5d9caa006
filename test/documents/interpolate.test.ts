import { describe, expect, it } from 'vitest';
import { interpolate } from '../../src/documents/compose/interpolate.ts';

const variables = new Map([
  ['A', 'a'],
  ['EMPTY', ''],
]);

// As `docker compose config` 2.26.1 gives them.
describe('variables in a Compose file', () => {
  it.each([
    ['plain', 'plain', []],
    ['$A', 'a', []],
    ['${A}', 'a', []],
    ['x$A/y', 'xa/y', []],
    ['$$A', '$A', []],
    ['x$1', 'x$1', []],
    ['x$', 'x$', []],
    ['a$-b', 'a$-b', []],
    ['${NO}', '', ['NO']],
    ['$NO text', ' text', ['NO']],
    ['${NO:-d}', 'd', []],
    ['${NO-d}', 'd', []],
    ['${EMPTY:-d}', 'd', []],
    ['${EMPTY-d}', '', []],
    ['${NO:-${A}}', 'a', []],
    ['${NO:-${NEITHER:-d}}', 'd', []],
    ['${A:+set}', 'set', []],
    ['${NO:+set}', '', []],
    ['${NO:?needed}', '', ['NO']],
    ['${NO:?}', '', ['NO']],
  ])('%s', (text, expected, unresolved) => {
    expect(interpolate(text, variables)).toEqual({ text: expected, unresolved });
  });

  it.each(['${', '${}', '${A', '${A|x}', 'a ${1}'])('%s is refused', (text) => {
    expect(interpolate(text, variables).invalid).toBeDefined();
  });
});
