import { chmod, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/files/manifest.ts';
import { cachedBinary, findBinary } from '../../../src/targets/embedded/binary.ts';
import { directoryForTests, fill } from '../../support/directory.ts';
import { failureOf } from '../../support/failure.ts';
import { capturedOutput } from '../../support/output.ts';
import { fakeRun } from '../../support/run.ts';

const directory = directoryForTests();

/** The module information that Go writes into a binary. */
function goBinary(version: string, end = '\th1:abc=\n'): string {
  return `\x7fELF\0path\tgithub.com/weaviate/weaviate/cmd/weaviate-server\nmod\tgithub.com/weaviate/weaviate\tv${version}${end}`;
}

/** Creates executable files with the given content, by path. */
async function executables(files: Record<string, string>): Promise<void> {
  await fill(directory(), files);
  for (const path of Object.keys(files)) await chmod(join(directory(), path), 0o755);
}

/** Looks for version 1.38.1, with `a` and `b` of the directory on the PATH, `cache` as the cache, no network and no Go. */
function find({ given, env = {}, tag = '1.38.1' }: { given?: string; env?: object; tag?: string } = {}) {
  const context = {
    env: {
      PATH: ['a', 'b'].map((name) => join(directory(), name)).join(delimiter),
      XDG_CACHE_HOME: join(directory(), 'cache'),
      ...env,
    },
    cwd: directory(),
    out: capturedOutput().out,
    run: fakeRun({ 'go version': { notFound: true, exitCode: undefined } }).run,
    // Aborts the download before it starts.
    signal: AbortSignal.abort(new Error('no network in this test')),
  };
  return findBinary(context, tag, given);
}

describe('a binary given by the user', () => {
  it('is resolved relative to the directory and may have any version', async () => {
    await executables({ 'my/weaviate': 'anything' });
    expect(await find({ given: 'my/weaviate' })).toBe(join(directory(), 'my/weaviate'));
  });

  it('can be given by the variable, which the flag overrides', async () => {
    await executables({ one: '', two: '' });
    const env = { BINDSTACK_WEAVIATE_BINARY: join(directory(), 'two') };
    expect(await find({ env })).toBe(join(directory(), 'two'));
    expect(await find({ env, given: 'one' })).toBe(join(directory(), 'one'));
  });

  it.each(['none', 'not-executable'])('must be an executable file: %s', async (given) => {
    await fill(directory(), { 'not-executable': '' });
    expect(await failureOf(() => find({ given }))).toMatchObject({ exitCode: 2, code: 'no-weaviate-binary' });
  });
});

describe('without a given binary', () => {
  it('the cache comes first', async () => {
    await executables({ 'cache/bindstack/weaviate/1.38.1/weaviate': '', 'a/weaviate': goBinary('1.38.1') });
    expect(await find()).toBe(join(directory(), 'cache/bindstack/weaviate/1.38.1/weaviate'));
  });

  it('a cached server gets a checksum, and is rejected if it changes afterwards', async () => {
    const path = 'cache/bindstack/weaviate/1.38.1/weaviate';
    await executables({ [path]: 'a server' });
    await find();
    expect(await readFile(join(directory(), `${path}.sha256`), 'utf8')).toBe(
      `${sha256('a server')}  weaviate\n`,
    );
    expect(await find()).toBe(join(directory(), path));
    await executables({ [path]: 'another server' });
    const failure = await failureOf(() => find());
    expect(failure).toMatchObject({ kind: 'environment', code: 'cache-changed' });
    expect(failure.suggestion).toMatch(/^rm .*weaviate .*weaviate\.sha256, /);
  });

  it('then the first weaviate of exactly this version on the PATH', async () => {
    await executables({ 'a/weaviate': goBinary('1.38.11'), 'b/weaviate': goBinary('1.38.1') });
    expect(await find()).toBe(join(directory(), 'b/weaviate'));
  });

  it.each([
    ['at the end of the file', goBinary('1.38.1', '')],
    ['across two reads', 'x'.repeat(1_048_576 - 60) + goBinary('1.38.1')],
    ['deep in the file', 'x'.repeat(3_000_000) + goBinary('1.38.1')],
    ['after another version in the same block', goBinary('1.38.11') + goBinary('1.38.1')],
  ])('the version is found %s', async (_where, text) => {
    await executables({ 'a/weaviate': text });
    expect(await find()).toBe(join(directory(), 'a/weaviate'));
  });

  it.each([
    ['a longer version', goBinary('1.38.11')],
    ['a release candidate', goBinary('1.38.1-rc.0')],
    ['another version', goBinary('1.38.2')],
    ['a script', '#!/bin/sh\necho 1.38.1\n'],
    ['an empty file', ''],
    ['another module', goBinary('1.38.1').replaceAll('weaviate/weaviate', 'other/weaviate')],
  ])('%s is not used', async (_what, text) => {
    await executables({ 'a/weaviate': text });
    await expect(find()).rejects.toThrow('no network in this test');
  });

  it('a directory of that name is skipped', async () => {
    await fill(directory(), { 'a/weaviate/': '' });
    await executables({ 'b/weaviate': goBinary('1.38.1') });
    expect(await find()).toBe(join(directory(), 'b/weaviate'));
  });

  it('a tag without a version is rejected', async () => {
    expect(await failureOf(() => find({ tag: 'latest' }))).toMatchObject({ code: 'version-unknown' });
  });
});

it.each([
  [{ XDG_CACHE_HOME: '/cache', HOME: '/root' }, '/cache/bindstack/weaviate/1.38.1/weaviate'],
  [{ XDG_CACHE_HOME: '' }, expect.stringMatching(/\/\.cache\/bindstack\/weaviate\/1\.38\.1\/weaviate$/)],
])('with %j, the cache is %s', (env, path) => {
  expect(cachedBinary(env, '1.38.1')).toEqual(path);
});
