import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');

/** The text of a chunk, of which the largest is compressed. */
async function textOf(file: string): Promise<string> {
  const content = await readFile(file);
  return String(file.endsWith('.br') ? brotliDecompressSync(content) : content);
}

const run = promisify(execFile);

/** Writes which modules of Node were loaded after its own start, and which files of the build. */
const LIST_LOADED = `const before = new Set(process.moduleLoadList);
const vm = require('vm');
const chunks = [];
vm.Script = class extends vm.Script {
  constructor(code, options) {
    super(code, options);
    chunks.push(options.filename);
  }
};
process.on('exit', () => {
  const modules = process.moduleLoadList.filter((name) => !before.has(name)).map((name) => name.replace('NativeModule ', ''));
  require('fs').writeFileSync(process.env.LIST, JSON.stringify({ modules, chunks }));
});`;

/** Modules that take a noticeable part of a start. */
const LARGE = new Set([
  'child_process',
  'crypto',
  'fs/promises',
  'http',
  'net',
  'perf_hooks',
  'readline',
  'stream',
  'string_decoder',
  'tls',
  'tty',
  'worker_threads',
  'zlib',
]);

interface Loaded {
  readonly modules: readonly string[];
  /** Paths. */
  readonly chunks: readonly string[];
}

/** What a command loads in a directory with the files of `generate`. */
async function loadedBy(line: string): Promise<Loaded> {
  const cwd = await mkdtemp(join(tmpdir(), 'bindstack-start-'));
  try {
    await run(process.execPath, [join(dist, 'bin.js'), 'generate'], { cwd });
    await writeFile(
      join(cwd, 'plain.yml'),
      'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.11\n',
    );
    const list = join(cwd, 'loaded.json');
    await writeFile(join(cwd, 'list.cjs'), LIST_LOADED);
    const args = ['--require', join(cwd, 'list.cjs'), join(dist, 'bin.js'), ...line.split(' ')];
    await run(process.execPath, args, { cwd, env: { ...process.env, LIST: list } });
    return JSON.parse(await readFile(list, 'utf8')) as Loaded;
  } finally {
    await rm(cwd, { recursive: true });
  }
}

describe('what is loaded at startup (npm run bench measures the time)', () => {
  // The text of the code, which is read and made ready each time: the cost of a start on any machine.
  it.each([
    ['--version', ['common', 'main'], 79_000],
    ['--help', ['common', 'main'], 79_000],
    ['generate', ['common', 'configuration', 'facts', 'generate', 'main', 'rendering', 'writing'], 245_000],
    ['check', ['common', 'configuration', 'facts', 'main', 'rendering'], 235_000],
    [
      'validate docker-compose.yml',
      ['common', 'facts', 'fix', 'lint', 'lint-compose', 'main', 'validate', 'yaml'],
      370_000,
    ],
    [
      'validate values.yaml',
      ['common', 'config-file', 'facts', 'fix', 'lint', 'lint-values', 'main', 'validate', 'yaml'],
      380_000,
    ],
    [
      'validate collection.json',
      [
        'common',
        'config-file',
        'configuration',
        'facts',
        'fix',
        'lint',
        'lint-collection',
        'main',
        'validate',
        'yaml',
      ],
      455_000,
    ],
    [
      'add plain.yml --dry-run',
      [
        'add',
        'apply',
        'common',
        'config-file',
        'configuration',
        'difference',
        'facts',
        'fix',
        'lint',
        'lint-compose',
        'main',
        'yaml',
        'yaml-printing',
      ],
      517_000,
    ],
  ])('is a handful of chunks for %s', async (line, expected, size) => {
    const { chunks } = await loadedBy(line);
    const texts = await Promise.all(chunks.map(textOf));
    const large = chunks.filter((_, index) => (texts[index]?.length ?? 0) > 2500);
    const names = large.map((path) => basename(path, '.js').replace(/-[\w-]{8}$/, ''));
    expect(names.sort()).toEqual(expected);
    expect(texts.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(size);
  });

  // Streams, sockets and cryptography take Node 1 to 4 ms each.
  it.each([
    ['--version', []],
    ['--help', []],
    ['validate docker-compose.yml', []],
    ['add plain.yml --dry-run', []],
    ['check', []],
    ['generate --yes', ['crypto', 'stream', 'string_decoder']],
  ])('is nothing of Node for %s that it does not need', async (line, expected) => {
    const { modules } = await loadedBy(line);
    expect(modules.filter((name) => LARGE.has(name)).sort()).toEqual(expected);
  });

  it.each(['weaviate-client', 'execa', 'inquirer'])('does not include %s', async (library) => {
    const used = {
      'weaviate-client': /weaviate\.v1/,
      execa: /ExecaError/,
      inquirer: /ExitPromptError/,
    };
    const pattern = used[library as keyof typeof used];
    const everything = await readdir(join(dist, 'chunks'));
    const all = await Promise.all(everything.map((name) => textOf(join(dist, 'chunks', name))));
    expect(all.some((text) => pattern.test(text))).toBe(true);
    for (const command of ['generate', 'validate', 'check']) {
      const texts = await Promise.all((await loadedBy(command)).chunks.map(textOf));
      expect(texts.filter((text) => pattern.test(text)).length).toBe(0);
    }
  });
});

describe('the package', () => {
  it('is below 1 MB and has no dependencies', async () => {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
      cwd: root,
      shell: process.platform === 'win32',
    });
    const [{ size }] = JSON.parse(stdout) as [{ size: number }];
    expect(size).toBeLessThan(1_000_000);
    const { dependencies = {} } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect(dependencies).toEqual({});
  });

  it('has chunks in ASCII, because they are read as Latin-1', async () => {
    const chunks = await readdir(join(dist, 'chunks'));
    const texts = await Promise.all(chunks.map((name) => textOf(join(dist, 'chunks', name))));
    expect(chunks.filter((_, index) => /[^\0-\x7f]/.test(texts[index] ?? ''))).toEqual([]);
    expect(texts.length).toBeGreaterThan(20);
  });

  it('includes the licenses of the bundled libraries', async () => {
    const text = await readFile(join(dist, 'licences.txt'), 'utf8');
    for (const name of ['commander', 'weaviate-client', 'yaml', 'zod', 'preact']) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
  });
});
