import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeAbandonedLock, withLock } from '../../src/files/lock.ts';
import { directoryForTests, fill, listing } from '../support/directory.ts';
import { failureOf } from '../support/failure.ts';

const directory = directoryForTests();
const LOCK = '.bindstack/files.lock';

/** Leaves the lock of a process of this machine, as a kill does. */
async function leave(holder: { pid: number; start: string }): Promise<void> {
  await withLock(directory(), 'embedded', { waitMs: 0 }, async () => {
    const { place } = JSON.parse(await readFile(join(directory(), '.bindstack/embedded.lock'), 'utf8'));
    await writeFile(join(directory(), LOCK), JSON.stringify({ ...holder, place }));
  });
}

describe('a lock', () => {
  it('lets one run work at a time', async () => {
    const done: string[] = [];
    const work = (name: string) =>
      withLock(directory(), 'files', { waitMs: 60_000 }, async () => {
        done.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 20));
        done.push(`${name} ends`);
      });
    await Promise.all(['a', 'b', 'c', 'd'].map(work));
    expect(done).toHaveLength(8);
    for (let i = 0; i < 8; i += 2) expect(done[i]?.replace('begins', 'ends')).toBe(done[i + 1]);
  });

  it('is removed afterwards, with the folders that were created for it', async () => {
    await withLock(join(directory(), 'new/deep'), 'files', { waitMs: 0 }, async () => {
      expect(await listing(directory())).toContain(`new/deep/${LOCK}`);
    });
    expect(await listing(directory())).toEqual([]);
  });

  it('is removed after a failure, and other files in the folder are kept', async () => {
    await fill(directory(), { '.bindstack/manifest.json': '{}' });
    const work = () => Promise.reject(new Error('no'));
    await expect(withLock(directory(), 'files', { waitMs: 0 }, work)).rejects.toThrow('no');
    expect(await listing(directory())).toEqual(['.bindstack', '.bindstack/manifest.json']);
  });

  it('names its holder', async () => {
    const failure = await withLock(directory(), 'files', { waitMs: 0 }, () =>
      failureOf(() => withLock(directory(), 'files', { waitMs: 0 }, async () => {})),
    );
    expect(failure).toMatchObject({ kind: 'refused', code: 'locked' });
    expect(failure.message).toContain(`(process ${process.pid})`);
  });

  it.each<[string, { pid: number; start: string }]>([
    ['whose process has exited', { pid: 2 ** 22 + 1, start: '1' }],
    ['whose process id belongs to another process now', { pid: process.pid, start: 'another' }],
  ])('%s is taken over', async (_, holder) => {
    await leave(holder);
    expect(await withLock(directory(), 'files', { waitMs: 0 }, async () => 'worked')).toBe('worked');
  });

  it.each<[string, string]>([
    ['of another machine', JSON.stringify({ pid: 2 ** 22 + 1, start: '1', place: 'elsewhere ' })],
    ['that is just being written', ''],
  ])('%s is respected', async (_, text) => {
    await fill(directory(), { [LOCK]: text });
    expect((await failureOf(() => withLock(directory(), 'files', { waitMs: 0 }, async () => {}))).code).toBe(
      'locked',
    );
  });

  it('is removed by removeAbandonedLock only if its holder was killed', async () => {
    await leave({ pid: process.pid, start: 'gone' });
    await removeAbandonedLock(directory(), 'files');
    expect(await listing(directory())).not.toContain(LOCK);
    await withLock(directory(), 'files', { waitMs: 0 }, async () => {
      await removeAbandonedLock(directory(), 'files');
      expect(await listing(directory())).toContain(LOCK);
    });
  });

  it('of a killed process is taken over by only one of many waiting runs', async () => {
    let inside = 0;
    let maximum = 0;
    for (let round = 0; round < 5; round += 1) {
      await leave({ pid: process.pid, start: 'gone' });
      await Promise.all(
        Array.from({ length: 8 }, () =>
          withLock(directory(), 'files', { waitMs: 60_000 }, async () => {
            inside += 1;
            maximum = Math.max(maximum, inside);
            await new Promise((resolve) => setTimeout(resolve, 1));
            inside -= 1;
          }),
        ),
      );
    }
    expect(maximum).toBe(1);
  });
});
