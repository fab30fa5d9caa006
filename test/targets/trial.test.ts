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

/** Leaves a trial directory as a kill does. Without `start`, its lock names a running process. */
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

describe('removeAbandonedTrials', () => {
  it('removes the leftovers of a killed trial and says so', async () => {
    const left = await leave('bindstack-try-killed', 'another process');
    const { out, said } = capturedOutput();
    await removeAbandonedTrials(out);
    expect(await readdir(directory())).toEqual([]);
    expect(said()).toContain(`removed the leftovers of a killed trial: ${left}`);
  });

  it('keeps running trials, trials that were kept and other directories', async () => {
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

  it('removes an empty directory once it is old enough', async () => {
    const empty = join(directory(), 'bindstack-try-empty');
    await mkdir(empty);
    await utimes(empty, 1, 1);
    await removeAbandonedTrials(capturedOutput().out);
    expect(await readdir(directory())).toEqual([]);
  });
});

describe('inTrialDirectory', () => {
  it('removes the directory, even if the work fails, unless the work asks to keep it', async () => {
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
    // Without a lock, so no later trial mistakes it for a killed one.
    expect((await readdir(join(directory(), kept, '.bindstack'))).sort()).toEqual(['embedded']);
  });
});
