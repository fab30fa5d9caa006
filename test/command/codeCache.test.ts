import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RunningCommand } from '../support/command.ts';

let caches: string;
beforeEach(async () => {
  caches = await mkdtemp(join(tmpdir(), 'bindstack-cache-'));
});
afterEach(async () => {
  await chmod(caches, 0o700);
  await rm(caches, { recursive: true });
});

/** Output and exit code of a run with this cache. */
const run = (line: string, env: Record<string, string> = {}) =>
  new RunningCommand(line, { cwd: caches, env: { XDG_CACHE_HOME: caches, ...env } }).ended;

/** The files below the cache directory. */
const kept = async () =>
  (await readdir(caches, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

it('is written by the second run of a command that works', async () => {
  const first = await run('config show');
  expect(first.exitCode).toBe(0);
  expect(await kept()).toEqual([]);
  await run('config show --unknown');
  expect(await kept()).toEqual([]);
  expect(await run('config show')).toEqual(first);
  const [file = '', ...more] = await kept();
  expect(more).toEqual([]);
  expect(file).toMatch(/[\\/]bindstack[\\/]compile[\\/][\da-f]{16}-v[\w.-]+[\\/]config\.bin$/);
  expect((await stat(file)).size).toBeGreaterThan(100_000);
  const written = await readFile(file);
  expect(await run('config show')).toEqual(first);
  expect(await readFile(file)).toEqual(written);
});

it('is written again if it is not complete', async () => {
  const first = await run('config show');
  await run('config show');
  const [file = ''] = await kept();
  const { size } = await stat(file);
  await truncate(file, size - 8);
  expect(await run('config show')).toEqual(first);
  expect((await stat(file)).size).toBeGreaterThan(size / 2);
});

it('never makes a command fail', async () => {
  const first = await run('config show');
  await run('config show', { NODE_DISABLE_COMPILE_CACHE: '1' });
  expect(await kept()).toEqual([]);
  expect(await run('config show', { XDG_CACHE_HOME: '/dev/null/none' })).toEqual(first);
  await chmod(caches, 0o500);
  expect(await run('config show', { XDG_CACHE_HOME: join(caches, 'none') })).toEqual(first);
});

it('can be written by several processes at once', async () => {
  const first = await run('config show');
  const all = await Promise.all(Array.from({ length: 6 }, () => run('config show')));
  expect(new Set(all.map((result) => JSON.stringify(result)))).toEqual(new Set([JSON.stringify(first)]));
  expect((await kept()).length).toBe(1);
});
