import { describe, expect, it } from 'vitest';
import { isRegistry, isRepository, isTag } from '../../src/formats/imageReference.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('isRegistry', () => {
  it.each([
    ['cr.weaviate.io', true],
    ['docker.io', true],
    ['localhost', true],
    ['localhost:5000', true],
    ['192.168.1.10:5000', true],
    ['[::1]:5000', true],
    ['my-registry.Example.com:443', true],
    ['', false],
    ['https://cr.weaviate.io', false],
    ['cr.weaviate.io/', false],
    ['cr.weaviate.io/mirror', false],
    ['cr_weaviate.io', false],
    ['-cr.weaviate.io', false],
    ['cr.weaviate.io-', false],
    ['cr..weaviate.io', false],
    ['localhost:', false],
    ['localhost:port', false],
    ['localhost:123456', false],
    ['localhost 5000', false],
    ['localhost:5000\n', false],
  ])('%j: %j', (text, expected) => {
    expect(isRegistry(text)).toBe(expected);
  });
});

describe('isRepository', () => {
  it.each([
    ['semitechnologies/weaviate', true],
    ['weaviate', true],
    ['a/b/c/d', true],
    ['multi2vec-bind', true],
    ['a__b', true],
    ['a---b', true],
    ['a.b_c', true],
    ['x'.repeat(200), true],
    ['', false],
    ['Semitechnologies/weaviate', false],
    ['/weaviate', false],
    ['weaviate/', false],
    ['a//b', false],
    ['a___b', false],
    ['a..b', false],
    ['-a', false],
    ['weaviate:1.38.11', false],
    [`weaviate@${DIGEST}`, false],
    ['we aviate', false],
    ['x'.repeat(201), false],
  ])('%j: %j', (text, expected) => {
    expect(isRepository(text)).toBe(expected);
  });
});

describe('isTag', () => {
  it.each([
    ['1.38.11', true],
    ['imagebind', true],
    ['_a', true],
    ['v1.38.11-amd64', true],
    ['x'.repeat(128), true],
    [`1.38.11@${DIGEST}`, true],
    ['', false],
    ['.1', false],
    ['-1', false],
    ['1 2', false],
    ['1:2', false],
    ['1/2', false],
    ['x'.repeat(129), false],
    [DIGEST, false],
    [`@${DIGEST}`, false],
    [`1@${DIGEST.slice(0, -1)}`, false],
    [`1@${DIGEST.toUpperCase()}`, false],
    ['1@sha512:abc', false],
    ['1.38.11\n', false],
  ])('%j: %j', (text, expected) => {
    expect(isTag(text)).toBe(expected);
  });
});
