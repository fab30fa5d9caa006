import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withLock } from '../../src/files/lock.ts';
import { inTrialDirectory, removeAbandonedTrials } from '../../src/targets/embedded/trialDirectory.ts';
import { directoryForTests, fill } from '../support/directory.ts';
import { capturedOutput } from '../support/output.ts';

const directory = directoryForTests();

afterEach(() => {
  vi.unstubAllEnvs();
});

beforeEach(() => {
  vi.stubEnv('TMPDIR', directory());
});

/** Leaves the directory of a trial as a kill does; the lock of a process that runs where `start` is not given. */
async function leave(name: string, start?: string): Promise<string> {
  const left = join(directory(), name);
  await fill(left, { '.env': 'WEAVIATE_API_KEY=secret' });
  let holder = {};
  await withLock(left, 'trial', { waitMs: 0 }, async () => {
    holder = JSON.parse(await readFile(join(left, '.bindstack/trial.lock'), 'utf8'));
  });
  await mkdir(join(left, '.bindstack'), { recursive: true });
  await writeFile(
    join(left, '.bindstack/trial.lock'),
    JSON.stringify({ ...holder, ...(start !== undefined && { start }) }),
  );
  return left;
}

describe('removeLeftTrials', () => {
  it('removes what a killed trial has left, and says so', async () => {
    const left = await leave('bindstack-try-killed', 'another process');
    const { out, said } = capturedOutput();
    await removeAbandonedTrials(out);
    expect(await readdir(directory())).toEqual([]);
    expect(said()).toContain(`removed what a killed trial has left: ${left}`);
  });

  it('leaves alone a trial that runs, one that was kept, and what is no trial', async () => {
    await leave('bindstack-try-running');
    await fill(join(directory(), 'bindstack-try-kept'), { '.env': 'x' });
    await leave('other-try-killed', 'another process');
    await mkdir(join(directory(), 'bindstack-try-new'));
    const { out, said } = capturedOutput();
    await removeAbandonedTrials(out);
    expect((await readdir(directory())).sort()).toEqual([
      'bindstack-try-kept',
      'bindstack-try-new',
      'bindstack-try-running',
      'other-try-killed',
    ]);
    expect(said()).toBe('');
  });

  it('removes an empty directory, once it is no longer new', async () => {
    const empty = join(directory(), 'bindstack-try-empty');
    await mkdir(empty);
    await utimes(empty, 1, 1);
    await removeAbandonedTrials(capturedOutput().out);
    expect(await readdir(directory())).toEqual([]);
  });
});

describe('inScratch', () => {
  it('removes the directory, also when the work fails; keeps it where it is to stay', async () => {
    const work = (stays: boolean) => async (scratch: string) => {
      await fill(scratch, { '.env': 'x', '.bindstack/embedded/weaviate.log': 'x' });
      return stays;
    };
    await inTrialDirectory(work(false));
    await expect(
      inTrialDirectory(async (scratch) => {
        await work(false)(scratch);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await readdir(directory())).toEqual([]);
    await inTrialDirectory(work(true));
    const [kept = ''] = await readdir(directory());
    // Without a lock, so that no later trial takes it for one that was killed.
    expect((await readdir(join(directory(), kept, '.bindstack'))).sort()).toEqual(['embedded']);
  });
});
