import { describe, expect, it } from 'vitest';
import { enumerated, getQuery, literal } from '../../src/weaviate/graphql.ts';
import { nearArguments } from '../../src/weaviate/near.ts';
import { fc } from '../support/properties.ts';

describe('a GraphQL literal', () => {
  it.each([
    ['a "dog"\n\\ and }', '"a \\"dog\\"\\n\\\\ and }"'],
    [['a', 1, true], '["a", 1, true]'],
    [{ operator: enumerated('Equal'), path: ['id'], left: undefined }, '{operator: Equal, path: ["id"]}'],
  ])('%j', (value, expected) => {
    expect(literal(value)).toBe(expected);
  });

  it('keeps any text inside its quotes', () => {
    // The grammar of a string in the specification of October 2021, 2.9.4.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a literal has none
    const STRING = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"$/u;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(literal(text)).toMatch(STRING);
        expect(JSON.parse(literal(text))).toBe(text);
      }),
    );
  });
});

describe('a query for objects', () => {
  it('searches one vector', () => {
    const near = nearArguments({ kind: 'imu', medium: Buffer.from('a') }, 'imu');
    expect(getQuery({ collection: 'Media', arguments: { limit: 2, ...near }, select: ['title'] })).toBe(
      '{Get {Media(limit: 2, nearIMU: {imu: "YQ==", targetVectors: ["imu"]}) {title}}}',
    );
  });

  it.each([
    [{ kind: 'text', text: 'a dog' } as const, '{nearText: {concepts: ["a dog"]}}'],
    [{ kind: 'object', id: '1' } as const, '{nearObject: {id: "1"}}'],
  ])('searches the only vector: %j', (near, expected) => {
    expect(literal(nearArguments(near, undefined))).toBe(expected);
  });
});
