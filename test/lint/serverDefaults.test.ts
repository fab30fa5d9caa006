import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inputsFor } from '../../src/files/lintInputs.ts';
import { lint } from '../../src/lint/lint.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'bindstack-together-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

interface Index {
  readonly vectorIndexType?: string;
  readonly vectorIndexConfig?: unknown;
}

const SQ: Index = { vectorIndexConfig: { sq: { enabled: true } } };

/** The severities of a rule's findings when a collection is validated together with these files. */
async function found(
  others: Readonly<Record<string, string>>,
  index: Index = SQ,
  id = 'collection-compression-untrained',
): Promise<string[]> {
  const collection = JSON.stringify({ class: 'Media', vectorizer: 'none', ...index });
  await writeFile(join(cwd, 'collection.json'), collection);
  for (const [name, text] of Object.entries(others)) await writeFile(join(cwd, name), text);
  const names = ['collection.json', ...Object.keys(others)];
  const options = { kind: undefined, weaviateVersion: undefined, merge: false };
  const { inputs } = await inputsFor(names, options, cwd, {});
  return inputs
    .flatMap((input) => lint(input).findings)
    .filter(({ rule }) => rule === id)
    .map(({ severity }) => severity);
}

const compose = (value: string | undefined) =>
  `services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.11\n    environment:\n      CLUSTER_HOSTNAME: node1\n${
    value === undefined ? '' : `      ASYNC_INDEXING: '${value}'\n`
  }`;
const values = (value: string) =>
  `image: {tag: 1.38.11}\nservice: {}\nenv: {ASYNC_INDEXING: '${value}'}\ngrpcService: {}\n`;

it.each([
  ['alone', {}, ['info']],
  ['with a server that does not set it', { 'compose.yaml': compose(undefined) }, ['warning']],
  ['with a server that disables it', { 'values.yaml': values('false') }, ['warning']],
  ['with a server that enables it', { 'compose.yaml': compose('true') }, []],
  [
    'with two servers that differ',
    { 'compose.yaml': compose('true'), 'values.yaml': values('false') },
    ['info'],
  ],
  ['with a server whose setting is a variable', { 'compose.yaml': compose(`\${ASYNC}`) }, ['info']],
])('a compression that needs training, validated %s', async (_, others, severities) => {
  expect(await found(others)).toEqual(severities);
});

const server = (variables: Readonly<Record<string, string>>) => ({
  'values.yaml': `image: {tag: 1.39.3}\nservice: {}\nenv: ${JSON.stringify(variables)}\ngrpcService: {}\n`,
});

it.each([
  ['alone', {}, ['info']],
  ['with a server that does not set it', server({}), ['error']],
  ['with a server that enables it', server({ ASYNC_INDEXING: 'true' }), []],
])('the index dynamic, validated %s', async (_, others, severities) => {
  expect(await found(others, { vectorIndexType: 'dynamic' }, 'collection-dynamic-async')).toEqual(severities);
});

it('DEFAULT_VECTOR_INDEX is the index of a collection that names none', async () => {
  const dot: Index = { vectorIndexConfig: { distance: 'dot' } };
  const hfresh = server({ DEFAULT_VECTOR_INDEX: 'hfresh' });
  expect(await found(hfresh, dot, 'collection-hfresh')).toEqual(['error']);
  expect(await found(hfresh, { ...dot, vectorIndexType: 'hnsw' }, 'collection-hfresh')).toEqual([]);
  const pq: Index = { vectorIndexConfig: { pq: { enabled: true } } };
  expect(await found(server({ DEFAULT_VECTOR_INDEX: 'flat' }), pq, 'collection-compression')).toEqual([
    'error',
  ]);
});

it('DEFAULT_QUANTIZATION is the compression of a collection that enables none', async () => {
  const manhattan: Index = { vectorIndexConfig: { distance: 'manhattan' } };
  const id = 'collection-compression-distance';
  expect(await found(server({ DEFAULT_QUANTIZATION: 'rq-8' }), manhattan, id)).toEqual(['error']);
  expect(await found(server({ DEFAULT_QUANTIZATION: 'bq' }), manhattan, id)).toEqual([]);
  const bq: Index = { vectorIndexConfig: { distance: 'manhattan', bq: { enabled: true } } };
  expect(await found(server({ DEFAULT_QUANTIZATION: 'rq-8' }), bq, id)).toEqual([]);
});
