import { execFileSync, spawnSync } from 'node:child_process';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { MODALITIES } from '../../src/facts/modalities.ts';
import { queryCode } from '../../src/search/queryCode.ts';
import type { SearchedCollection } from '../../src/search/searchedCollection.ts';
import type { Near } from '../../src/weaviate/near.ts';
import type { WeaviateServer } from '../../src/weaviate/rest.ts';

const LOCAL: WeaviateServer = {
  http: 'http://127.0.0.1:8080',
  grpcHost: '127.0.0.1',
  grpcPort: 50051,
  apiKey: undefined,
};
const REMOTE: WeaviateServer = {
  http: 'https://weaviate.example.com',
  grpcHost: 'grpc.example.com',
  grpcPort: 443,
  grpcSecure: true,
  apiKey: 'the-secret-key',
  ca: { file: "/home/ann/it's ours.pem", pem: '' },
};

const FIELDS = Object.fromEntries(MODALITIES.map((kind) => [kind, kind]));
const properties = new Set(['title', 'path', 'kind', 'start', 'end']);
const SHARED: SearchedCollection = {
  name: 'Media',
  vectors: [{ name: 'default', kinds: MODALITIES, isCombined: false }],
  fields: FIELDS,
  properties,
};
const SEPARATE: SearchedCollection = {
  ...SHARED,
  vectors: MODALITIES.map((kind) => ({ name: kind, kinds: [kind], isCombined: false })),
};
const UNNAMED: SearchedCollection = {
  ...SHARED,
  vectors: [{ name: undefined, kinds: MODALITIES, isCombined: false }],
};

const MEDIUM = Buffer.from('what is in the file');
const HOSTILE = `"'$(touch x)\`\\ \${1} 100 %s\n\r\u2028\u202e\ufeff\0 🐶 {{x}} """ ''' */ EOF`;
const OBJECT: Near = { kind: 'object', id: '00000000-0000-5000-8000-000000000001' };

const all = { kinds: [], limit: 24, hybrid: false };

const CASES: readonly (readonly [string, Readonly<Parameters<typeof queryCode>>])[] = [
  ['words', [LOCAL, SHARED, { kind: 'text', text: 'a dog in the snow' }, all, '']],
  [
    'words and keywords, on a server with a key',
    [REMOTE, SHARED, { kind: 'text', text: 'a dog' }, { ...all, hybrid: true, kinds: ['image'] }, ''],
  ],
  ['an object, by several vectors', [LOCAL, SEPARATE, OBJECT, { ...all, kinds: ['image', 'video'] }, '']],
  ['a picture', [LOCAL, SHARED, { kind: 'image', medium: MEDIUM }, { ...all, kinds: ['image'] }, 'dog.jpg']],
  ['a video', [REMOTE, UNNAMED, { kind: 'video', medium: MEDIUM }, all, 'two dogs.mp4']],
  ...MODALITIES.map((kind) => {
    const near: Near = kind === 'text' ? { kind, text: HOSTILE } : { kind, medium: MEDIUM };
    return [
      `a hostile ${kind}`,
      [REMOTE, SEPARATE, near, all, HOSTILE.replace(/[\0\u2028\u202e\ufeff]/g, '')],
    ] as const;
  }),
];

const hasPython = spawnSync('python3', ['--version']).status === 0;

/** The words of a program for the shell, as the shell reads them, without running it. */
function curlWords(program: string): string[] {
  const print = 'curl() { printf \'%s\\0\' "$@"; cat; }\n';
  const stdout = execFileSync('bash', ['-c', print + program], {
    encoding: 'utf8',
    input: '',
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], WEAVIATE_API_KEY: 'from-env' },
  });
  return stdout.split('\0');
}

describe('a search as a program', () => {
  it.each(CASES.slice(0, 5))('%s', (_, given) => {
    const code = queryCode(...given);
    expect(
      Object.entries(code)
        .map(([name, text]) => `# ${name}\n${text}`)
        .join('\n'),
    ).toMatchSnapshot();
  });

  it.each(CASES)(
    'is valid in each language, and contains neither the key nor the file: %s',
    async (_, given) => {
      const code = queryCode(...given);
      execFileSync('bash', ['-n'], { input: code['curl'] });
      if (hasPython)
        execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
          input: code['Python'],
        });
      const { warnings } = await transform(code['TypeScript'] ?? '', { loader: 'ts', format: 'esm' });
      expect(warnings).toEqual([]);
      const texts = Object.values(code).join('');
      expect(texts).not.toContain('the-secret-key');
      expect(texts).not.toContain(MEDIUM.toString('base64'));
      expect(texts).not.toMatch(/[\u202e\u2028\ufeff]/);
    },
  );

  it('quotes words for the shell, for JSON and for GraphQL', () => {
    const { curl = '' } = queryCode(REMOTE, SHARED, { kind: 'text', text: HOSTILE }, all, '');
    const words = curlWords(curl);
    expect(words).toContain('Authorization: Bearer from-env');
    expect(words).toContain("/home/ann/it's ours.pem");
    const { query } = JSON.parse(words[words.indexOf('--data-raw') + 1] ?? '') as { query: string };
    const [, concept = ''] = /concepts: \[("(?:[^"\\]|\\.)*")\]/.exec(query) ?? [];
    expect(JSON.parse(concept)).toBe(HOSTILE);
  });
});
