import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');

/** All files that are loaded with a file, and their text: the cost of startup on any machine. */
async function readWith(file: string, seen = new Map<string, string>()): Promise<Map<string, string>> {
  if (seen.has(file)) return seen;
  const text = await readFile(file, 'utf8');
  seen.set(file, text);
  // Not those of `import()`, which the build writes as `()=>require("…")`.
  for (const [, path = ''] of text.matchAll(/(?<!=>)require\("(\.[^"]+)"\)/g)) {
    await readWith(resolve(dirname(file), path), seen);
  }
  return seen;
}

/** The text of a chunk, of which the largest is compressed. */
async function textOf(file: string): Promise<string> {
  const content = await readFile(file);
  return String(file.endsWith('.br') ? brotliDecompressSync(content) : content);
}

const run = promisify(execFile);

/** Writes which modules of Node were loaded after its own start. */
const LIST_LOADED = `const before = new Set(process.moduleLoadList);
process.on('exit', () => {
  const names = process.moduleLoadList.filter((name) => !before.has(name)).map((name) => name.replace('NativeModule ', ''));
  require('fs').writeFileSync(process.env.LIST, JSON.stringify(names));
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

const bytes = (files: ReadonlyMap<string, string>) =>
  [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** The files that a command loads, besides those of the entry. */
async function filesOf(command: string): Promise<Map<string, string>> {
  const chunks = await readdir(join(dist, 'chunks'));
  const entries = chunks.filter((name) => new RegExp(`^${command}-[\\w-]{8}\\.js$`).test(name));
  expect(entries).not.toEqual([]);
  const all = new Map<string, string>();
  for (const entry of entries) await readWith(join(dist, 'chunks', entry), all);
  return all;
}

describe('what is loaded at startup (npm run bench measures the time)', () => {
  it('is little for --version and --help', async () => {
    const files = await readWith(join(dist, 'main.js'));
    expect(files.size).toBeLessThanOrEqual(6);
    expect(bytes(files)).toBeLessThan(80_000);
  });

  it.each([
    ['generate', ['common', 'configuration', 'generate', 'libraries', 'rendering'], 520_000],
    ['check', ['common', 'configuration', 'libraries', 'rendering'], 520_000],
    ['validate', ['apply', 'common', 'configuration', 'fix', 'libraries', 'rendering', 'validate'], 860_000],
    ['add', ['add', 'common', 'configuration', 'fix', 'libraries', 'rendering', 'apply'], 865_000],
  ])('is a handful of files for %s', async (command, expected, size) => {
    const files = await filesOf(command);
    const large = [...files].filter(([, text]) => text.length > 2500).map(([file]) => basename(file));
    const names = large
      .map((name) => name.replace(/-[\w-]{8}\.js$/, ''))
      .filter((name) => name !== 'main.js');
    expect(names.sort()).toEqual(expected.sort());
    expect(bytes(files)).toBeLessThan(size);
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
      const loaded = JSON.parse(await readFile(list, 'utf8')) as string[];
      expect(loaded.filter((name) => LARGE.has(name)).sort()).toEqual(expected);
    } finally {
      await rm(cwd, { recursive: true });
    }
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
      const texts = [...(await filesOf(command)).values()];
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

  it('includes the licenses of the bundled libraries', async () => {
    const text = await readFile(join(dist, 'licences.txt'), 'utf8');
    for (const name of ['commander', 'handlebars', 'weaviate-client', 'yaml', 'zod', 'preact']) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
  });
});
