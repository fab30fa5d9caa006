import { readdirSync } from 'node:fs';
import { lstat, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure, reasonOf } from '../errors.ts';
import { isInsideDirectory } from './directories.ts';
import { JOURNAL_FILE, type Journal, type Move, readJournal, removeJournal } from './journal.ts';
import { lockFileName, withLock } from './lock.ts';
import { temporaryFileWriter } from './replaceFile.ts';

const FOLDER = dirname(JOURNAL_FILE);

/**
 * Completes what a killed run has started in a directory: the remaining renames if its journal says `renaming`,
 * otherwise only removes its temporary files. A journal with a path outside the directory is ignored. Does nothing while
 * a running bindstack holds the lock.
 * @throws Failure `cannot-finish` (environment)
 */
export async function finishInterruptedRun(root: string): Promise<void> {
  if (!(await isInsideDirectory(root, FOLDER).catch(() => false)) || !hasLeftovers(root)) return;
  try {
    await withLock(root, 'files', { waitMs: 0 }, () => finishAll(root));
  } catch (error) {
    if (error instanceof Failure && error.code === 'locked') return;
    throw new Failure(
      'environment',
      {
        code: 'cannot-finish',
        message: `cannot complete an interrupted run in ${root}`,
        detail: reasonOf(error),
        suggestion: 'check the permissions of the directory, then run the same command again',
      },
      { cause: error },
    );
  }
}

/** Whether a run has left a lock, a journal, or the temporary file of a journal. */
function hasLeftovers(root: string): boolean {
  const own = [basename(JOURNAL_FILE), lockFileName('files')];
  try {
    const names = readdirSync(join(root, FOLDER));
    return names.some((name) => own.includes(name) || temporaryFileWriter(name) !== undefined);
  } catch {
    return false;
  }
}

async function finishAll(root: string): Promise<void> {
  const journal = await readJournal(root);
  if (journal) {
    const remaining = await remainingMoves(root, journal);
    if (remaining === undefined) return;
    for (const move of remaining) await finishMove(root, journal.phase, move);
    await removeJournal(root);
  }
  await removeUnfinishedJournals(root);
}

/**
 * The moves whose temporary file still exists; undefined if one of them leads outside or is not a regular file, in which
 * case the journal cannot be trusted.
 */
async function remainingMoves(root: string, { moves }: Journal): Promise<Move[] | undefined> {
  const remaining: Move[] = [];
  for (const move of moves) {
    const stats = await lstat(join(root, move.temporary)).catch(ignoreMissing);
    // Renamed already, or never written.
    if (!stats) continue;
    if (!stats.isFile() || !(await isInsideDirectory(root, move.temporary))) return undefined;
    remaining.push(move);
  }
  return remaining;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

async function finishMove(root: string, phase: Journal['phase'], { temporary, target }: Move): Promise<void> {
  // Links are not followed here: anyone who can write the journal could make one point anywhere. Its target is kept.
  const isLink = await lstat(join(root, target)).then((stats) => stats.isSymbolicLink(), ignoreMissing);
  if (phase === 'renaming' && !isLink) await rename(join(root, temporary), join(root, target));
  else {
    await rm(join(root, temporary), { force: true });
    // The folder may have been created for this file. If it is not empty, rmdir fails and it is kept.
    if (dirname(target) !== '.') await rmdir(join(root, dirname(target))).catch(() => {});
  }
}

/** Removes the temporary files of journals, left by a run that was killed while it wrote one. */
async function removeUnfinishedJournals(root: string): Promise<void> {
  for (const name of await readdir(join(root, FOLDER)).catch(() => [])) {
    if (temporaryFileWriter(name) !== undefined) await rm(join(root, FOLDER, name), { force: true });
  }
  await rmdir(join(root, FOLDER)).catch(() => {});
}
