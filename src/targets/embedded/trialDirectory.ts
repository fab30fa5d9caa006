import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { Failure, reasonOf } from '../../errors.ts';
import { isLockAbandoned, withLock } from '../../files/lock.ts';
import { downEmbedded } from './stopEmbedded.ts';

/** Prefix of the temporary directories of trials. */
const PREFIX = 'bindstack-try-';

/** Milliseconds: an empty directory that is younger may have just been created by another trial. */
const MINIMUM_AGE = 10_000;

/**
 * Runs `work` in a temporary directory, which is removed afterwards unless `work` returns true. A lock in the directory
 * names its process, so the next trial can recognize a directory whose process was killed.
 * @throws Failure `no-temporary-directory` (environment)
 */
export async function inTrialDirectory(work: (directory: string) => Promise<boolean>): Promise<void> {
  const directory = await makeTrialDirectory();
  let keeps = false;
  try {
    await withLock(directory, 'trial', { waitMs: 0 }, async () => {
      try {
        keeps = await work(directory);
      } finally {
        // While the lock is still held.
        if (!keeps) await emptyDirectory(directory);
      }
    });
  } finally {
    if (!keeps) await rm(directory, { recursive: true, force: true });
  }
}

/** Stops the servers and removes the directories (which contain a key) of trials that were killed. */
export async function removeAbandonedTrials(out: Context['out']): Promise<void> {
  const names = await readdir(tmpdir()).catch((): string[] => []);
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const directory = join(tmpdir(), name);
    // A directory may belong to another user, or another trial may be removing it: neither stops this trial.
    await removeIfAbandoned(directory, out).catch(() => {});
  }
}

async function removeIfAbandoned(directory: string, out: Context['out']): Promise<void> {
  const { uid, mtimeMs } = await stat(directory);
  if (process.getuid && uid !== process.getuid()) return;
  if (await isLockAbandoned(directory, 'trial')) {
    await withLock(directory, 'trial', { waitMs: 0 }, async () => {
      await downEmbedded({ cwd: directory, out });
      await emptyDirectory(directory);
    });
    out.say(`removed the leftovers of a killed trial: ${directory}`);
  } else if ((await readdir(directory)).length > 0 || Date.now() - mtimeMs < MINIMUM_AGE) return;
  await rm(directory, { recursive: true, force: true });
}

/** Removes everything except the lock, which is removed last, so a half-removed directory is still recognized. */
async function emptyDirectory(directory: string): Promise<void> {
  const own = join(directory, '.bindstack');
  for (const parent of [directory, own]) {
    for (const name of await readdir(parent).catch((): string[] => [])) {
      if (name === '.bindstack' || name === 'trial.lock') continue;
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

async function makeTrialDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), PREFIX)).catch((error: unknown) => {
    throw new Failure(
      'environment',
      {
        code: 'no-temporary-directory',
        message: `cannot create a temporary directory in ${tmpdir()}`,
        detail: reasonOf(error),
        suggestion: 'set TMPDIR to a directory that exists, or use --out DIR',
      },
      { cause: error },
    );
  });
}
