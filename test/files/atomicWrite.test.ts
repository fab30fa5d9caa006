import { lstat, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAll } from '../../src/files/atomicWrite.ts';
import { directoryForTests, fill, listing } from '../support/directory.ts';
import { failureOf } from '../support/failure.ts';

const directory = directoryForTests();
const read = (path: string) => readFile(join(directory(), path), 'utf8');
const modeOf = async (path: string) => (await stat(join(directory(), path))).mode & 0o777;

describe('writeAll', () => {
  it('writes every file and its directories, and nothing else', async () => {
    const root = join(directory(), 'new/deep');
    await writeAll(root, [
      { path: 'a.yml', text: 'a\n' },
      { path: 'sub/folder/b.json', text: '{}\n' },
      { path: 'empty', text: '' },
    ]);
    expect(await listing(root)).toEqual(['a.yml', 'empty', 'sub', 'sub/folder', 'sub/folder/b.json']);
    expect(await read('new/deep/a.yml')).toBe('a\n');
  });

  it('replaces an existing file', async () => {
    await fill(directory(), { 'a.yml': 'a much longer text than the new one\n' });
    await writeAll(directory(), [{ path: 'a.yml', text: 'ü\n' }]);
    expect(await read('a.yml')).toBe('ü\n');
    expect(await listing(directory())).toEqual(['a.yml']);
  });

  it('writes nothing for an empty list', async () => {
    await writeAll(directory(), []);
    expect(await listing(directory())).toEqual([]);
  });
});

describe('modes', () => {
  let umask = 0;
  beforeEach(() => {
    umask = process.umask();
  });
  afterEach(() => {
    process.umask(umask);
  });

  // vitest runs the tests of this project in child processes, where the umask can be changed.
  it.each([0o000, 0o022, 0o077, 0o277])('are set exactly, whatever the umask: %o', async (mask) => {
    process.umask(mask);
    await writeAll(directory(), [
      { path: '.env', text: 'KEY=1\n', mode: 0o600 },
      { path: 'a.yml', text: 'a\n' },
    ]);
    process.umask(umask);
    expect([await modeOf('.env'), await modeOf('a.yml')]).toEqual([0o600, 0o644]);
  });

  it('restrict a file that everyone could read before', async () => {
    await writeFile(join(directory(), '.env'), 'A=1\n', { mode: 0o644 });
    await writeAll(directory(), [{ path: '.env', text: 'A=1\nKEY=1\n', mode: 0o600 }]);
    expect(await modeOf('.env')).toBe(0o600);
  });
});

const LONG = 'x'.repeat(300);

/** Why the second file cannot be written, the files that exist before, and its path. */
const FAULTS: [string, Record<string, string>, string][] = [
  ['its place is a directory', { 'b.yml/': '' }, 'b.yml'],
  ['its directory is a file', { folder: 'a file\n' }, 'folder/b.yml'],
  ['a directory further up is a file', { folder: 'a file\n' }, 'folder/sub/sub/b.yml'],
  ['its name is too long', {}, LONG],
  ['a directory that was made for it cannot hold the next', {}, `new/${LONG}/b.yml`],
  ['its path has a NUL', {}, 'b\0.yml'],
];

describe.each(FAULTS)('when the second file cannot be written: %s', (_why, before, path) => {
  const files = [
    { path: 'a.yml', text: 'new\n' },
    { path, text: 'b\n' },
    { path: 'made/c.yml', text: 'c\n' },
  ];

  it('restores the first file and leaves nothing behind', async () => {
    await fill(directory(), { 'a.yml': 'old\n', ...before });
    const listed = await listing(directory());
    const failure = await failureOf(() => writeAll(directory(), files));
    expect(failure).toMatchObject({ exitCode: 5, code: 'cannot-write' });
    expect(failure.message).toContain(join(directory(), path));
    expect(failure.detail).toContain('Nothing was changed.');
    expect(await listing(directory())).toEqual(listed);
    expect(await read('a.yml')).toBe('old\n');
  });

  it('creates no first file if there was none', async () => {
    await fill(directory(), before);
    const listed = await listing(directory());
    await failureOf(() => writeAll(directory(), files));
    expect(await listing(directory())).toEqual(listed);
  });
});

it('removes the directories it created if the first file cannot be written', async () => {
  const root = join(directory(), 'out/deep');
  await failureOf(() => writeAll(root, [{ path: LONG, text: '' }]));
  expect(await listing(directory())).toEqual([]);
});

it('creates no part of a directory that cannot be created', async () => {
  await failureOf(() => writeAll(join(directory(), 'out', LONG), [{ path: 'a', text: '' }]));
  expect(await listing(directory())).toEqual([]);
});

// Staging the third file turns the path of the second into a directory, so the rename of the second fails.
it('restores files that were already renamed if a later rename fails', async () => {
  await fill(directory(), { 'a.yml': 'old\n' });
  const failure = await failureOf(() =>
    writeAll(directory(), [
      { path: 'a.yml', text: 'new\n', mode: 0o600 },
      { path: 'sub', text: 'b\n' },
      { path: 'sub/c.yml', text: 'c\n' },
    ]),
  );
  expect(failure.code).toBe('cannot-write');
  expect(await read('a.yml')).toBe('old\n');
  expect(await modeOf('a.yml')).toBe(0o644);
  expect(await listing(directory())).toEqual(['a.yml']);
});

describe('a path that is a link', () => {
  it('stays a link: the text goes into the file that it points to', async () => {
    await fill(directory(), { 'real/docker-compose.yml': 'old\n', 'out/': '' });
    await symlink('../real/docker-compose.yml', join(directory(), 'out/docker-compose.yml'));
    await symlink('../real/values.yaml', join(directory(), 'out/values.yaml'));
    await writeAll(join(directory(), 'out'), [
      { path: 'docker-compose.yml', text: 'new\n' },
      { path: 'values.yaml', text: 'first\n' },
    ]);
    expect((await lstat(join(directory(), 'out/docker-compose.yml'))).isSymbolicLink()).toBe(true);
    expect([await read('real/docker-compose.yml'), await read('real/values.yaml')]).toEqual([
      'new\n',
      'first\n',
    ]);
    expect(await listing(directory())).toEqual([
      'out',
      'out/docker-compose.yml',
      'out/values.yaml',
      'real',
      'real/docker-compose.yml',
      'real/values.yaml',
    ]);
  });

  it('has its file restored if another one cannot be written', async () => {
    await fill(directory(), { 'real.yml': 'old\n', 'taken/': '' });
    await symlink('real.yml', join(directory(), 'a.yml'));
    await failureOf(() =>
      writeAll(directory(), [
        { path: 'a.yml', text: 'new\n' },
        { path: 'taken', text: 'a directory is in the way\n' },
      ]),
    );
    expect(await read('real.yml')).toBe('old\n');
  });

  it('in a loop is rejected', async () => {
    await symlink('b.yml', join(directory(), 'a.yml'));
    await symlink('a.yml', join(directory(), 'b.yml'));
    const failure = await failureOf(() => writeAll(directory(), [{ path: 'a.yml', text: 'x' }]));
    expect(failure.code).toBe('cannot-write');
  });
});

describe('a file that may have changed since the new text was computed', () => {
  it.each<[string, string | undefined, string | null, boolean]>([
    ['unchanged', 'old\n', 'old\n', true],
    ['edited', 'edited\n', 'old\n', false],
    ['created in the meantime', 'edited\n', null, false],
    ['deleted', undefined, 'old\n', false],
    ['still missing', undefined, null, true],
    ['written with the same text by another run', 'new\n', 'old\n', true],
  ])('%s', async (_, now, before, isWritten) => {
    await fill(directory(), { 'b.yml': 'b\n', ...(now === undefined ? {} : { 'a.yml': now }) });
    const listed = await listing(directory());
    const write = () =>
      writeAll(directory(), [
        { path: 'b.yml', text: 'other\n', before: 'b\n' },
        { path: 'a.yml', text: 'new\n', before },
      ]);
    if (isWritten) {
      await write();
      expect([await read('a.yml'), await read('b.yml')]).toEqual(['new\n', 'other\n']);
      return;
    }
    expect(await failureOf(write)).toMatchObject({ kind: 'refused', code: 'changed-meanwhile' });
    expect(await read('b.yml')).toBe('b\n');
    expect(await listing(directory())).toEqual(listed);
    if (now !== undefined) expect(await read('a.yml')).toBe(now);
  });
});

it('two runs at once write one after the other', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `file-${i}`);
  const run = (text: string) =>
    writeAll(
      directory(),
      names.map((path) => ({ path, text, before: null })),
    );
  const ends = await Promise.allSettled(['one\n', 'two\n', 'three\n'].map(run));
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  const texts = new Set(await Promise.all(names.map(read)));
  expect(texts.size).toBe(1);
});
