import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Run, RunResult } from '../../src/context.ts';
import { Failure } from '../../src/errors.ts';
import { loadLibraries } from '../../src/media/libraries.ts';
import { directoryForTests } from '../support/directory.ts';
import { capturedOutput } from '../support/output.ts';

const directory = directoryForTests();
const NAMES = ['sharp', 'exifr', 'music-metadata'];

const ok: RunResult = { exitCode: 0, stdout: '', stderr: '', notFound: false };

/** An npm that writes packages which only say their names. */
async function npm(_: string, args: readonly string[]): Promise<RunResult> {
  const prefix = args[args.indexOf('--prefix') + 1] ?? '';
  for (const name of NAMES) {
    const main = join(prefix, 'node_modules', name, name === 'music-metadata' ? 'lib/index.js' : 'index.js');
    await mkdir(dirname(main), { recursive: true });
    const text = name === 'sharp' ? '{ concurrency() {}, cache() {} }' : `{ name: '${name}' }`;
    await writeFile(
      main,
      name === 'music-metadata' ? `export default ${text};` : `module.exports = ${text};`,
    );
    const type = name === 'music-metadata' ? 'module' : 'commonjs';
    await writeFile(join(prefix, 'node_modules', name, 'package.json'), JSON.stringify({ name, type }));
  }
  return ok;
}

function load(run: Run, mayInstall = true) {
  const output = capturedOutput();
  const env = { XDG_CACHE_HOME: directory() };
  const { signal } = new AbortController();
  const places: string[] = [];
  return { output, libraries: loadLibraries({ env, run, out: output.out, signal }, mayInstall, places) };
}

const cached = () => readdir(join(directory(), 'bindstack', 'libraries')).catch(() => []);

describe('the libraries that prepare media', () => {
  it('are installed once, in the versions of the build, and said so before', async () => {
    const calls: string[] = [];
    const run: Run = (command, args) => {
      calls.push([command, ...args].join(' '));
      return npm(command, args);
    };
    const first = load(run);
    expect(await first.libraries).toMatchObject({ exifr: { name: 'exifr' } });
    expect(first.output.said()).toMatch(
      /^… installing sharp@0\.0\.0, exifr@0\.0\.0, .* once \(about \d+ MB\)/,
    );
    expect(calls).toEqual([expect.stringMatching(/^npm install .*--ignore-scripts.* sharp@0\.0\.0 /)]);
    const second = load(run);
    expect(await second.libraries).toMatchObject({ exifr: { name: 'exifr' } });
    expect(calls).toHaveLength(1);
    expect(await cached()).toHaveLength(1);
  });

  it('are installed by several runs at once', async () => {
    const all = await Promise.all([load(npm), load(npm), load(npm)].map(({ libraries }) => libraries));
    expect(all.map((one) => one?.sharp)).toEqual(all.map(() => expect.anything()));
    expect(await cached()).toHaveLength(1);
  });

  it.each<[string, RunResult, RegExp]>([
    ['without npm', { ...ok, exitCode: undefined, notFound: true }, /npm is not on the PATH/],
    ['offline', { ...ok, exitCode: 1, stderr: 'npm error code ENOTFOUND' }, /ENOTFOUND/],
  ])('cannot be installed %s: one error, and nothing is left', async (_, result, detail) => {
    const error = await load(async () => result).libraries?.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ kind: 'environment', detail: expect.stringMatching(detail) });
    expect((error as Failure).suggestion).toContain('--original works without them');
    expect(await cached()).toEqual([]);
  });

  it('are not installed where they are only of use', async () => {
    expect(await load(() => Promise.reject(new Error('npm must not run')), false).libraries).toBeUndefined();
  });
});
