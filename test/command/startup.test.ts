import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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

  it('is a handful of files for generate', async () => {
    const files = await filesOf('generate');
    expect(files.size).toBeLessThanOrEqual(8);
    expect(bytes(files)).toBeLessThan(500_000);
  });

  it.each(['weaviate-client', 'execa', 'inquirer'])('does not include %s', async (library) => {
    const used = {
      'weaviate-client': /weaviate\.v1/,
      execa: /ExecaError/,
      inquirer: /ExitPromptError/,
    };
    const pattern = used[library as keyof typeof used];
    const everything = await readdir(join(dist, 'chunks'));
    const all = await Promise.all(everything.map((name) => readFile(join(dist, 'chunks', name), 'utf8')));
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
