import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finishInterruptedRun } from '../../src/files/interruptedRun.ts';
import {
  JOURNAL_FILE,
  type Move,
  readJournal,
  removeJournal,
  writeJournal,
} from '../../src/files/journal.ts';
import { withLock } from '../../src/files/lock.ts';
import { temporaryFileWriter, temporaryPathFor } from '../../src/files/replaceFile.ts';
import { directoryForTests, fill, listing } from '../support/directory.ts';
import { failureOf } from '../support/failure.ts';

const directory = directoryForTests();
const read = (path: string) => readFile(join(directory(), path), 'utf8');

/** The id of a process that has exited. */
const DEAD = spawnSync(process.execPath, ['--version']).pid;

const temporary = (digit: string, pid = DEAD) => `.bindstack-${pid}-${digit.repeat(12)}.tmp`;
const A: Move = { temporary: temporary('a'), target: 'a.yml' };
const B: Move = { temporary: `sub/${temporary('b')}`, target: 'sub/b.yml' };

function journal(phase: string, moves: readonly unknown[], pid = DEAD): Record<string, string> {
  return { [JOURNAL_FILE]: JSON.stringify({ pid, phase, moves }) };
}

describe('the journal', () => {
  it('reads back what it writes and leaves nothing when it is removed', async () => {
    await mkdir(join(directory(), '.bindstack'));
    await writeJournal(directory(), 'staging', [A]);
    await writeJournal(directory(), 'renaming', [A, B]);
    expect(await readJournal(directory())).toEqual({ pid: process.pid, phase: 'renaming', moves: [A, B] });
    expect(await listing(directory())).toEqual(['.bindstack', JOURNAL_FILE]);
    await removeJournal(directory());
    expect(await listing(directory())).toEqual([]);
  });

  it('leaves no temporary file if it cannot be written', async () => {
    await fill(directory(), { [`${JOURNAL_FILE}/`]: '' });
    await expect(writeJournal(directory(), 'staging', [])).rejects.toThrow();
    expect(await listing(directory())).toEqual(['.bindstack', JOURNAL_FILE]);
  });

  it('recognizes its own temporary files', () => {
    expect(temporaryFileWriter(temporaryPathFor('x').slice(0))).toBe(process.pid);
    for (const name of ['a.yml', '.bindstack-x.tmp', `${temporary('a')}x`, '.bindstack--1-aaaaaaaaaaaa.tmp'])
      expect(temporaryFileWriter(name)).toBeUndefined();
  });
});

describe('finishInterruptedRun', () => {
  it('does nothing if no run was interrupted', async () => {
    await finishInterruptedRun(join(directory(), 'missing'));
    await fill(directory(), { 'a.yml': 'old\n', '.bindstack/manifest.json': '{}' });
    await finishInterruptedRun(directory());
    expect(await listing(directory())).toEqual(['.bindstack', '.bindstack/manifest.json', 'a.yml']);
  });

  it('does the remaining renames and keeps the modes', async () => {
    await fill(directory(), {
      ...journal('renaming', [A, B]),
      'a.yml': 'old\n',
      [A.temporary]: 'new\n',
      [B.temporary]: 'b\n',
    });
    await chmod(join(directory(), A.temporary), 0o600);
    await finishInterruptedRun(directory());
    expect([await read('a.yml'), await read('sub/b.yml')]).toEqual(['new\n', 'b\n']);
    expect((await stat(join(directory(), 'a.yml'))).mode & 0o777).toBe(0o600);
    expect(await listing(directory())).toEqual(['a.yml', 'sub', 'sub/b.yml']);
  });

  it('treats a missing temporary file as a rename that is done', async () => {
    await fill(directory(), { ...journal('renaming', [A, B]), 'a.yml': 'new\n', [B.temporary]: 'b\n' });
    await finishInterruptedRun(directory());
    expect([await read('a.yml'), await read('sub/b.yml')]).toEqual(['new\n', 'b\n']);
  });

  it('only cleans up if every rename is done', async () => {
    await fill(directory(), { ...journal('renaming', [A, B]), 'a.yml': 'new\n' });
    await finishInterruptedRun(directory());
    expect(await listing(directory())).toEqual(['a.yml']);
  });

  it('removes temporary files and the folders created for them', async () => {
    await fill(directory(), {
      ...journal('staging', [A, B]),
      'a.yml': 'old\n',
      [A.temporary]: 'ne',
      [B.temporary]: 'b\n',
    });
    await finishInterruptedRun(directory());
    expect(await listing(directory())).toEqual(['a.yml']);
    expect(await read('a.yml')).toBe('old\n');
  });

  it('removes the temporary file of a journal', async () => {
    await fill(directory(), { [`.bindstack/${temporary('c')}`]: '{"pid"' });
    await finishInterruptedRun(directory());
    expect(await listing(directory())).toEqual([]);
  });

  it('leaves a run alone that is still active', async () => {
    const move = { temporary: temporary('a'), target: 'a.yml' };
    await fill(directory(), { ...journal('renaming', [move]), [move.temporary]: 'new\n' });
    await withLock(directory(), 'files', { waitMs: 0 }, async () => {
      const before = await listing(directory());
      await finishInterruptedRun(directory());
      expect(await listing(directory())).toEqual(before);
    });
    await finishInterruptedRun(directory());
    expect(await listing(directory())).toEqual(['a.yml']);
  });

  it('reports that it cannot finish', async () => {
    await fill(directory(), { ...journal('renaming', [A]), [A.temporary]: 'new\n', 'a.yml/inside': '' });
    const failure = await failureOf(() => finishInterruptedRun(directory()));
    expect(failure).toMatchObject({ exitCode: 5, code: 'cannot-finish' });
    expect(await listing(directory())).toContain(JOURNAL_FILE);
  });
});

const T = temporary('a');

describe('a journal that bindstack did not write', () => {
  it.each([
    ['an absolute target', { temporary: `/tmp/${T}`, target: '/tmp/a' }],
    ['a path to the parent directory', { temporary: `../${T}`, target: '../a' }],
    ['.. in the middle of a path', { temporary: `sub/../../${T}`, target: 'sub/../../a' }],
    ['a backslash', { temporary: `..\\${T}`, target: '..\\a' }],
    ['another folder', { temporary: T, target: '.git/hooks/pre-commit' }],
    ['a file that bindstack did not create', { temporary: 'secret', target: 'a.yml' }],
    ['an empty target', { temporary: T, target: '' }],
    ['no target', { temporary: T }],
  ])('is ignored: %s', async (_why, move) => {
    for (const phase of ['renaming', 'staging']) {
      await fill(directory(), {
        ...journal(phase, [A, move]),
        [T]: 'new\n',
        secret: 's\n',
        'a.yml': 'old\n',
      });
      const before = await listing(directory());
      await finishInterruptedRun(directory());
      expect(await listing(directory())).toEqual(before);
      expect(await read('a.yml')).toBe('old\n');
    }
  });

  it.each(['', '{', 'null', '[]', '{"moves":[]}', '{"pid":0,"phase":"staging","moves":[]}'])(
    'is ignored: %j',
    async (text) => {
      await fill(directory(), { [JOURNAL_FILE]: text, [T]: 'new\n' });
      const before = await listing(directory());
      await finishInterruptedRun(directory());
      expect(await listing(directory())).toEqual(before);
    },
  );

  it('is ignored completely if one path is behind a link to the outside', async () => {
    await fill(directory(), { [`outside/${T}`]: 'new\n', 'in/a.yml': 'old\n', [`in/${T}`]: 'new\n' });
    const root = join(directory(), 'in');
    await symlink(join(directory(), 'outside'), join(root, 'link'));
    await fill(root, journal('renaming', [A, { temporary: `link/${T}`, target: 'link/evil' }]));
    const before = await listing(directory());
    await finishInterruptedRun(root);
    expect(await listing(directory())).toEqual(before);
    expect(await read('in/a.yml')).toBe('old\n');
  });

  it('is ignored if a temporary file is a link', async () => {
    await fill(directory(), { secret: 's\n', ...journal('renaming', [A]), 'a.yml': 'old\n' });
    await symlink(join(directory(), 'secret'), join(directory(), T));
    await finishInterruptedRun(directory());
    expect(await read('a.yml')).toBe('old\n');
  });

  it('is not read through a link', async () => {
    await fill(directory(), { 'in/a.yml': 'old\n', [`in/${T}`]: 'new\n' });
    await fill(join(directory(), 'outside'), journal('renaming', [A]));
    await symlink(join(directory(), 'outside/.bindstack'), join(directory(), 'in/.bindstack'));
    await finishInterruptedRun(join(directory(), 'in'));
    expect(await read('in/a.yml')).toBe('old\n');
  });
});
