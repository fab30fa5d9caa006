import { describe, expect, it } from 'vitest';
import { CHART_MODULES } from '../../src/facts/chartModules.ts';
import {
  inferenceVariable,
  missingVariables,
  moduleSince,
  nearestModule,
  versionHasModule,
  weaviateModule,
} from '../../src/facts/weaviateModules.ts';

it('knows every module of the chart', () => {
  expect([...CHART_MODULES].filter((name) => weaviateModule(name) === undefined)).toEqual([]);
});

it.each([
  ['multi2vec-twelvelabs', '1.38.8', false],
  ['multi2vec-twelvelabs', '1.38.9', true],
  ['multi2vec-twelvelabs', '1.39.0', true],
  ['generative-digitalocean', '1.39.1', false],
  ['generative-digitalocean', '1.38.13', true],
  ['multi2vec-cohere', '1.27.1', false],
  ['multi2vec-cohere', '1.25.25', true],
  ['multi2vec-cohere', '1.28.0', true],
  ['reranker-transformers', '1.21.0', true],
  ['no-module', '1.39.0', undefined],
] as const)('%s in %s: %j', (name, version, expected) => {
  expect(versionHasModule(version, name)).toBe(expected);
});

it('knows when each module was added', () => {
  expect(nearestModule('reranker-transfomers')).toBe('reranker-transformers');
  expect(nearestModule('zzz')).toBeUndefined();
  expect(moduleSince('generative-deepseek')).toBe('1.38.2');
  expect(moduleSince('reranker-transformers')).toBeUndefined();
  expect(weaviateModule('constructor')).toBeUndefined();
  expect(inferenceVariable('multi2vec-clip')).toBe('CLIP_INFERENCE_API');
  expect(inferenceVariable('generative-ollama')).toBeUndefined();
});

describe('what a module requires', () => {
  const missing = (module: string, ...given: string[]) =>
    missingVariables([module], (name) => given.includes(name)).map(({ text }) => text);
  const PASSAGE = 'TRANSFORMERS_PASSAGE_INFERENCE_API';
  const QUERY = 'TRANSFORMERS_QUERY_INFERENCE_API';

  it.each([
    ['img2vec-neural', [], ['IMAGE_INFERENCE_API']],
    ['ner-transformers', ['NER_INFERENCE_API'], []],
    ['text2vec-transformers', [PASSAGE], [`TRANSFORMERS_INFERENCE_API, or ${PASSAGE} and ${QUERY}`]],
    ['text2vec-transformers', [PASSAGE, QUERY], []],
    ['text2vec-transformers', ['TRANSFORMERS_INFERENCE_API'], []],
    ['backup-azure', ['AZURE_STORAGE_ACCOUNT'], ['BACKUP_AZURE_CONTAINER']],
    [
      'backup-azure',
      ['BACKUP_AZURE_CONTAINER'],
      ['AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT'],
    ],
    ['offload-s3', [], []],
    ['generative-openai', [], []],
    ['no-module', [], []],
  ] as const)('%s with %j: %j', (module, given, expected) => {
    expect(missing(module, ...given)).toEqual(expected);
  });
});
