import { describe, expect, it } from 'vitest';
import { MEDIA_METADATA } from '../../src/facts/mediaMetadata.ts';
import { type BindSettings, collectionDefinition } from '../../src/stack/collection.ts';
import { configOf } from '../support/config.ts';

/** Settings of the module per vector, by the vector's name; `''` is the only vector of old servers. */
function settings(line: string): Record<string, BindSettings> {
  const { vectorConfig, moduleConfig } = collectionDefinition(configOf(line));
  const named = Object.entries(vectorConfig ?? {});
  return Object.fromEntries([
    ...named.map(([name, { vectorizer }]) => [name, vectorizer['multi2vec-bind']]),
    ...(moduleConfig ? [['', moduleConfig['multi2vec-bind']]] : []),
  ]);
}

const TEXT_IMAGE = { textFields: ['text'], imageFields: ['image'] };
const WEIGHTS = { weights: { textFields: [0.01], imageFields: [1] } };

it.each<[string, Record<string, object>]>([
  ['', { default: TEXT_IMAGE }],
  ['--vectors balanced', { default: { ...TEXT_IMAGE, ...WEIGHTS } }],
  ['--vectors separate', { text: { textFields: ['text'] }, image: { imageFields: ['image'] } }],
  ['--modalities imu', { default: { imuFields: ['imu'] } }],
  ['--modalities imu --vectors separate', { imu: { imuFields: ['imu'] } }],
  ['--weaviate-tag 1.23.16', { '': TEXT_IMAGE }],
  ['--weaviate-tag 1.23.16 --vectors balanced', { '': { ...TEXT_IMAGE, ...WEIGHTS } }],
  ['--weaviate-tag 1.24.0', { default: TEXT_IMAGE }],
  ['--weaviate-tag latest', { default: TEXT_IMAGE }],
])('%j: %j', (line, expected) => {
  expect(settings(line)).toEqual(expected);
});

describe('with all modalities', () => {
  const ALL = ['text', 'image', 'audio', 'video', 'thermal', 'imu', 'depth'];

  it('has a field for each, and a title and metadata that are in no vector', () => {
    const { properties } = collectionDefinition(configOf('--modalities all'));
    expect(properties.map(({ name, dataType }) => [name, dataType[0]])).toEqual([
      ['title', 'text'],
      ['text', 'text'],
      ...ALL.slice(1).map((name) => [name, 'blob']),
      ...Object.entries(MEDIA_METADATA).map(([name, { dataType }]) => [name, dataType]),
    ]);
  });

  // The inverse of the vector lengths: otherwise text drowns out everything else.
  it('balances them with weights', () => {
    expect(settings('--modalities all --vectors balanced')['default']?.['weights']).toEqual({
      textFields: [0.01],
      imageFields: [1],
      audioFields: [0.05],
      videoFields: [1],
      thermalFields: [0.1],
      imuFields: [0.2],
      depthFields: [0.2],
    });
  });

  it('gives each its own vector, in their order', () => {
    expect(Object.keys(settings('--modalities all --vectors separate'))).toEqual(ALL);
  });

  // Weaviate silently ignores `IMUFields`, which both official clients send.
  it('spells imuFields as Weaviate reads it', () => {
    expect(Object.keys(settings('--modalities all')['default'] ?? {})).toEqual(
      ALL.map((modality) => `${modality}Fields`),
    );
  });
});

it.each([
  ['--vectors shared', 'default'],
  ['--vectors separate --modalities text', 'text'],
])('%s: every vector uses cosine distance in an hnsw index', (line, name) => {
  expect(collectionDefinition(configOf(line)).vectorConfig?.[name]).toMatchObject({
    vectorIndexType: 'hnsw',
    vectorIndexConfig: { distance: 'cosine' },
  });
});

it('has the configured name', () => {
  expect(collectionDefinition(configOf('--collection Finds')).class).toBe('Finds');
});
