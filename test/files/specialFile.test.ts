import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { isRegularOrNew, writeToSpecialFile } from '../../src/files/specialFile.ts';
import { directoryForTests, fill } from '../support/directory.ts';
import { failureOf } from '../support/failure.ts';

const directory = directoryForTests();
const isUnix = process.platform !== 'win32';

describe.runIf(isUnix)('a special file', () => {
  it('is distinguished from a regular one', async () => {
    await fill(directory(), { 'a.txt': '', 'folder/': '' });
    const pipe = join(directory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const paths = [
      join(directory(), 'a.txt'),
      join(directory(), 'new.txt'),
      pipe,
      join(directory(), 'folder'),
    ];
    expect(
      await Promise.all([...paths, '/dev/null', '/dev/stdout', '/dev/fd/1'].map(isRegularOrNew)),
    ).toEqual([true, true, false, false, false, false, false]);
  });

  it('gets the text if a program reads it', async () => {
    const pipe = join(directory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const text = 'x'.repeat(200_000);
    const read = readFile(pipe, 'utf8');
    // The reader opens the pipe in another thread; before that, the pipe has no reader.
    await vi.waitFor(() => writeToSpecialFile(pipe, text), { timeout: 10_000 });
    expect(await read).toBe(text);
  });

  it.each([
    ['a named pipe without a reader', 'pipe', /no program is reading it/],
    ['a directory', 'folder', /directory/],
  ])('is rejected: %s', async (_, name, detail) => {
    await fill(directory(), { 'folder/': '' });
    execFileSync('mkfifo', [join(directory(), 'pipe')]);
    const failure = await failureOf(() => writeToSpecialFile(join(directory(), name), 'x'));
    expect([failure.kind, failure.code]).toEqual(['environment', 'cannot-write']);
    expect(failure.detail).toMatch(detail);
  });
});
