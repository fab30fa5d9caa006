import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { envFiles, newApiKey, readApiKey, readEnvFile } from '../../src/files/envFile.ts';
import { directoryForTests, fill } from '../support/directory.ts';

const directory = directoryForTests();
const KEY = /^WEAVIATE_API_KEY=[\w-]{43}$/m;

describe('envFiles', () => {
  it('creates a key and a .gitignore in an empty directory', async () => {
    const files = await envFiles(directory());
    expect(files).toMatchObject([
      { path: '.env', mode: 0o600, text: expect.stringMatching(KEY) },
      { path: '.gitignore', text: '# Contains the API key.\n.env\n' },
    ]);
  });

  it('also creates them in a directory that does not exist yet', async () => {
    expect(await envFiles(join(directory(), 'new'))).toHaveLength(2);
  });

  it.each(['WEAVIATE_API_KEY=mine\n', 'A=1\nWEAVIATE_API_KEY="mine"\n', "export WEAVIATE_API_KEY='mine'"])(
    'keeps the key in %j',
    async (text) => {
      await fill(directory(), { '.env': text, '.gitignore': '' });
      await chmod(join(directory(), '.env'), 0o600);
      expect(await envFiles(directory())).toEqual([]);
      expect(await readApiKey(directory())).toBe('mine');
    },
  );

  it.each([
    ['A=1\n', 'A=1\n#'],
    ['A=1', 'A=1\n#'],
    ['# mine\nA="x # y"\n\n', '# mine\nA="x # y"\n\n#'],
    ['#WEAVIATE_API_KEY=old\n', '#WEAVIATE_API_KEY=old\n#'],
    ['', '#'],
  ])('appends a key to %j', async (before, beginning) => {
    await fill(directory(), { '.env': before, '.gitignore': '' });
    const [file] = await envFiles(directory());
    expect(file?.text.startsWith(beginning)).toBe(true);
    expect(file?.text).toMatch(KEY);
    await fill(directory(), { '.env': file?.text ?? '' });
    expect(await readApiKey(directory())).toHaveLength(43);
  });

  it.each([
    ['an empty key', 'A=1\nWEAVIATE_API_KEY=\nB=2\n', false],
    ['a key to rotate', 'A=1\nexport WEAVIATE_API_KEY = old\nB=2\n', true],
  ])('puts the key in place of %s', async (_, before, rotate) => {
    await fill(directory(), { '.env': before, '.gitignore': '' });
    const [file] = await envFiles(directory(), { rotate });
    expect(file?.text).toMatch(/^A=1\nWEAVIATE_API_KEY=[\w-]{43}\nB=2\n$/);
  });

  // In its old place. If the file sets the key twice, Compose and Node use the last one.
  it.each([
    ['WEAVIATE_API_KEY=\nA=1\n', false, ['WEAVIATE_API_KEY=…', 'A=1', '']],
    ['WEAVIATE_API_KEY=x\nWEAVIATE_API_KEY=\n', false, ['WEAVIATE_API_KEY=…', 'WEAVIATE_API_KEY=…', '']],
    ['A=1\nWEAVIATE_API_KEY=old # mine\nB=2', true, ['A=1', 'WEAVIATE_API_KEY=…', 'B=2']],
    ["export WEAVIATE_API_KEY='old'\r\nB=2\r\n", true, ['WEAVIATE_API_KEY=…\r', 'B=2\r', '']],
    ['WEAVIATE_API_KEY=a\nWEAVIATE_API_KEY=b\n', true, ['WEAVIATE_API_KEY=…', 'WEAVIATE_API_KEY=…', '']],
    [
      'WEAVIATE_API_KEY_OLD=a\nMY_WEAVIATE_API_KEY=b\nWEAVIATE_API_KEY=c',
      true,
      ['WEAVIATE_API_KEY_OLD=a', 'MY_WEAVIATE_API_KEY=b', 'WEAVIATE_API_KEY=…'],
    ],
  ])('puts a new key into %j (rotate: %j)', async (before, rotate, lines) => {
    await fill(directory(), { '.env': before, '.gitignore': '' });
    const [file] = await envFiles(directory(), { rotate });
    expect(file?.text.replace(/=[\w-]{43}/g, '=…').split('\n')).toEqual(lines);
    await fill(directory(), { '.env': file?.text ?? '' });
    expect(await readApiKey(directory())).toMatch(/^[\w-]{43}$/);
  });

  it('does not change an existing .gitignore', async () => {
    await fill(directory(), { '.gitignore': 'node_modules\n' });
    expect((await envFiles(directory())).map(({ path }) => path)).toEqual(['.env']);
  });
});

it.each([undefined, '', 'A=1\n', 'WEAVIATE_API_KEY=\n'])('finds no key in %j', async (text) => {
  if (text !== undefined) await fill(directory(), { '.env': text });
  expect(await readApiKey(directory())).toBeUndefined();
});

it('creates different keys that never need quotes', () => {
  const keys = Array.from({ length: 50 }, newApiKey);
  expect(new Set(keys).size).toBe(50);
  for (const key of keys) expect(key).toMatch(/^[\w-]{43}$/);
});

describe('credentials', () => {
  const needs = { apiKey: false, credentials: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'], owner: 'Keys' };
  const env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'a/b+c==', OTHER: '1' };
  const LINES = [
    '# Keys. Do not commit this file.',
    'AWS_ACCESS_KEY_ID=id',
    'AWS_SECRET_ACCESS_KEY=a/b+c==',
    '',
  ];

  it('come from the environment the first time', async () => {
    const files = await envFiles(directory(), { needs, env });
    expect(files).toMatchObject([
      { path: '.env', mode: 0o600, text: LINES.join('\n') },
      { path: '.gitignore', text: '# Contains secrets.\n.env\n' },
    ]);
  });

  it('are empty variables without the environment', async () => {
    const [file] = await envFiles(directory(), { needs });
    expect(file?.text).toContain('\nAWS_ACCESS_KEY_ID=\nAWS_SECRET_ACCESS_KEY=\n');
  });

  it.each<[string, string, string]>([
    ['keep what is there', 'AWS_ACCESS_KEY_ID=mine\nAWS_SECRET_ACCESS_KEY=too\n', ''],
    [
      'fill what is empty',
      'AWS_ACCESS_KEY_ID=\nA=1\nAWS_SECRET_ACCESS_KEY=too\n',
      'AWS_ACCESS_KEY_ID=id\nA=1\nAWS_SECRET_ACCESS_KEY=too\n',
    ],
    [
      'add what is missing',
      'AWS_ACCESS_KEY_ID=mine',
      'AWS_ACCESS_KEY_ID=mine\n# Keys. Do not commit this file.\nAWS_SECRET_ACCESS_KEY=a/b+c==\n',
    ],
  ])('%s', async (_, before, after) => {
    await fill(directory(), { '.env': before, '.gitignore': '' });
    await chmod(join(directory(), '.env'), 0o600);
    expect((await envFiles(directory(), { needs, env })).map(({ text }) => text)).toEqual(
      after === '' ? [] : [after],
    );
  });

  it('come with the API key', async () => {
    const [file] = await envFiles(directory(), { needs: { ...needs, apiKey: true }, env });
    expect(file?.text).toMatch(KEY);
    expect(file?.text.endsWith(LINES.join('\n'))).toBe(true);
  });

  it('with characters that programs read differently are quoted', async () => {
    const [file] = await envFiles(directory(), { needs, env: { ...env, AWS_ACCESS_KEY_ID: 'a $b #c' } });
    expect(file?.text).toContain("AWS_ACCESS_KEY_ID='a $b #c'\n");
    await fill(directory(), { '.env': file?.text ?? '' });
    expect((await readEnvFile(directory()))['AWS_ACCESS_KEY_ID']).toBe('a $b #c');
  });
});
