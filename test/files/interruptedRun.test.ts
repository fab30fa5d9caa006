import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finishInterruptedRun } from '../../src/files/interruptedRun.ts';
import { withLock } from '../../src/files/lock.ts';
import { directoryForTests, listing } from '../support/directory.ts';

const directory = directoryForTests();

/** Not a process: the highest process id is 2^22 on Linux, and far lower elsewhere. */
const DEAD = 2 ** 30;
const temporary = (folder = '') => `${folder}.bindstack-${DEAD}-0123456789ab.tmp`;

/** A directory as a killed run leaves it. */
async function leftBy(journal: unknown): Promise<string> {
  const root = join(directory(), 'root');
  await mkdir(join(root, '.bindstack'), { recursive: true });
  await writeFile(join(root, 'a.yml'), 'old\n');
  await writeFile(join(root, temporary()), 'new\n');
  await writeFile(join(root, '.bindstack/journal.json'), JSON.stringify(journal));
  return root;
}

const journal = (phase: string, moves: unknown[], pid = DEAD) => ({ pid, phase, moves });
const move = { temporary: temporary(), target: 'a.yml' };

describe('finishInterruptedRun', () => {
  it.each([
    ['renaming', 'new\n'],
    ['staging', 'old\n'],
  ])('after a run that was killed while %s, leaves %j and nothing else', async (phase, text) => {
    const root = await leftBy(journal(phase, [move]));
    await finishInterruptedRun(root);
    expect(await readFile(join(root, 'a.yml'), 'utf8')).toBe(text);
    expect(await listing(root)).toEqual(['a.yml']);
  });

  it('skips a rename that was already done', async () => {
    const done = { temporary: temporary().replace('0123', 'ffff'), target: 'b.yml' };
    const root = await leftBy(journal('renaming', [done, move]));
    await finishInterruptedRun(root);
    expect(await listing(root)).toEqual(['a.yml']);
  });

  it.each([
    ['outside the directory', { temporary: '../x.tmp', target: '../a.yml' }],
    ['from a file that bindstack did not create', { temporary: 'other', target: 'a.yml' }],
    ['to another folder', { temporary: temporary(), target: 'sub/a.yml' }],
    ['to an absolute path', { temporary: temporary(), target: '/tmp/a.yml' }],
  ])('ignores a journal that moves a file %s', async (_, bad) => {
    const root = await leftBy(journal('renaming', [bad]));
    await finishInterruptedRun(root);
    expect(await readFile(join(root, 'a.yml'), 'utf8')).toBe('old\n');
  });

  it('leaves a run alone that is still active', async () => {
    const root = await leftBy(journal('renaming', [move]));
    await withLock(root, 'files', { waitMs: 0 }, () => finishInterruptedRun(root));
    expect(await readFile(join(root, 'a.yml'), 'utf8')).toBe('old\n');
    expect(await listing(root)).toContain(temporary());
  });

  // Every run in a container may be process 1, and process ids are reused.
  it.each([process.pid, process.ppid])(
    'finishes a killed run whose process id is in use again: %i',
    async (pid) => {
      const root = await leftBy(journal('renaming', [move], pid));
      await finishInterruptedRun(root);
      expect(await readFile(join(root, 'a.yml'), 'utf8')).toBe('new\n');
      expect(await listing(root)).toEqual(['a.yml']);
    },
  );
});
