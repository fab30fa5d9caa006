import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inputsFor } from '../../src/files/lintInputs.ts';
import { lint } from '../../src/lint/lint.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'bindstack-together-'));
  const vectorIndexConfig = { sq: { enabled: true } };
  await writeFile(
    join(cwd, 'collection.json'),
    JSON.stringify({ class: 'Media', vectorizer: 'none', vectorIndexConfig }),
  );
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** The findings about the compression of the collection when it is validated together with these files. */
async function found(others: Readonly<Record<string, string>>): Promise<string[]> {
  for (const [name, text] of Object.entries(others)) await writeFile(join(cwd, name), text);
  const names = ['collection.json', ...Object.keys(others)];
  const options = { kind: undefined, weaviateVersion: undefined, merge: false };
  const { inputs } = await inputsFor(names, options, cwd, {});
  return inputs
    .flatMap((input) => lint(input).findings)
    .filter(({ rule }) => rule === 'collection-compression-untrained')
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
