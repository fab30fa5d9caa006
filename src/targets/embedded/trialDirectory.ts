import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { Failure, reasonOf } from '../../errors.ts';
import { isLockAbandoned, withLock } from '../../files/lock.ts';
import { downEmbedded } from './stopEmbedded.ts';

/** How the temporary directory of a trial begins. */
const PREFIX = 'bindstack-try-';

/** Milliseconds after which an empty directory is no longer one that another trial has just made. */
const MINIMUM_AGE = 10_000;

/**
 * Does some work in a temporary directory, which is removed when the work does not say that it is to stay. A lock says
 * whose it is, so that the next trial knows one whose run was killed.
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
        // While the lock still says whose it is.
        if (!keeps) await emptyDirectory(directory);
      }
    });
  } finally {
    if (!keeps) await rm(directory, { recursive: true, force: true });
  }
}

/** Stops and removes what trials have left whose run was killed: servers, and a directory with a key in it. */
export async function removeAbandonedTrials(out: Context['out']): Promise<void> {
  const names = await readdir(tmpdir()).catch((): string[] => []);
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const directory = join(tmpdir(), name);
    // What cannot be removed (it is somebody else's, another trial is at it) is no reason not to try.
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
    out.say(`removed what a killed trial has left: ${directory}`);
  } else if ((await readdir(directory)).length > 0 || Date.now() - mtimeMs < MINIMUM_AGE) return;
  await rm(directory, { recursive: true, force: true });
}

/** Removes everything but the lock, which goes last: a directory that is half removed is still known. */
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
        message: `cannot make a temporary directory in ${tmpdir()}`,
        detail: reasonOf(error),
        suggestion: 'set TMPDIR to a directory that exists, or use --out DIR',
      },
      { cause: error },
    );
  });
}
