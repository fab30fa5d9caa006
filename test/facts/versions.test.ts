import { describe, expect, it } from 'vitest';
import { MINIMUM_VERSIONS } from '../../src/facts/minimumVersions.ts';
import { hasReached, versionInTag } from '../../src/formats/versionNumber.ts';

it.each([
  ['1.38.11', '1.38.11'],
  ['v1.38.11', '1.38.11'],
  ['1.38.11-amd64', '1.38.11'],
  ['1.38.0-rc.1', '1.38.0'],
  ['1.38.11@sha256:0123', '1.38.11'],
  ['latest', undefined],
  ['stable', undefined],
  ['1.38', undefined],
  ['1', undefined],
  ['1.38.11.2', undefined],
  ['stable-v1.38.11', undefined],
  ['preview-fix-1.38.11-abc', undefined],
  ['', undefined],
])('the tag %j contains the version %j', (tag, version) => {
  expect(versionInTag(tag)).toBe(version);
});

describe('hasReached', () => {
  it.each<[keyof typeof MINIMUM_VERSIONS, string, boolean]>([
    ['bindModule', '1.20.99', false],
    ['bindModule', '1.21.0', true],
    ['bindModule', '1.21.5', true],
    ['bindModule', '2.0.0', true],
    ['bindModule', '0.99.99', false],
    ['namedVectors', '1.23.16', false],
    ['namedVectors', '1.24.0', true],
    ['currentClients', '1.26.14', false],
    ['currentClients', '1.27.0', true],
    // Backported: one minimum per minor series.
    ['collectionWithoutTextAndImage', '1.30.99', false],
    ['collectionWithoutTextAndImage', '1.31.20', false],
    ['collectionWithoutTextAndImage', '1.31.21', true],
    ['collectionWithoutTextAndImage', '1.32.17', false],
    ['collectionWithoutTextAndImage', '1.32.18', true],
    ['collectionWithoutTextAndImage', '1.33.5', false],
    ['collectionWithoutTextAndImage', '1.33.6', true],
    ['collectionWithoutTextAndImage', '1.34.0', false],
    ['collectionWithoutTextAndImage', '1.34.1', true],
    ['collectionWithoutTextAndImage', '1.35.0', true],
    ['collectionWithoutTextAndImage', '1.36.0', true],
    ['collectionWithoutTextAndImage', '1.100.0', true],
    ['collectionWithoutTextAndImage', '2.0.0', true],
  ])('%s: %s %j', (feature, version, expected) => {
    expect(hasReached(version, MINIMUM_VERSIONS[feature])).toBe(expected);
  });
});
