import { lstat, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure, reasonOf } from '../errors.ts';
import { isInsideDirectory } from './directories.ts';
import { JOURNAL_FILE, type Journal, type Move, readJournal, removeJournal } from './journal.ts';
import { lockFileName, withLock } from './lock.ts';
import { temporaryFileWriter } from './replaceFile.ts';

const FOLDER = dirname(JOURNAL_FILE);

/**
 * Finishes what a killed run has begun in a directory: where its journal says `renaming`, the renames that are
 * left; otherwise its temporary files are removed. A journal with a path that leads out is not followed at all,
 * and a run that still goes on, which holds the lock, is left alone.
 * @throws Failure `cannot-finish` (environment)
 */
export async function finishInterruptedRun(root: string): Promise<void> {
  if (!(await isInsideDirectory(root, FOLDER).catch(() => false)) || !(await hasLeftovers(root))) return;
  try {
    await withLock(root, 'files', { waitMs: 0 }, () => finishAll(root));
  } catch (error) {
    if (error instanceof Failure && error.code === 'locked') return;
    throw new Failure(
      'environment',
      {
        code: 'cannot-finish',
        message: `cannot finish what an interrupted run has begun in ${root}`,
        detail: reasonOf(error),
        suggestion: 'check the permissions of the directory and run the same command again',
      },
      { cause: error },
    );
  }
}

/** Whether a run has left anything: its lock, its journal, or a journal that it was writing. */
async function hasLeftovers(root: string): Promise<boolean> {
  const names = await readdir(join(root, FOLDER)).catch(() => []);
  const own = [basename(JOURNAL_FILE), lockFileName('files')];
  return names.some((name) => own.includes(name) || temporaryFileWriter(name) !== undefined);
}

async function finishAll(root: string): Promise<void> {
  const journal = await readJournal(root);
  if (journal) {
    const left = await remainingMoves(root, journal);
    if (left === undefined) return;
    for (const move of left) await finishMove(root, journal.phase, move);
    await removeJournal(root);
  }
  await removeUnfinishedJournals(root);
}

/** The moves whose temporary file is still there; undefined where one leads out or moves anything but a file. */
async function remainingMoves(root: string, { moves }: Journal): Promise<Move[] | undefined> {
  const left: Move[] = [];
  for (const move of moves) {
    const stats = await lstat(join(root, move.temporary)).catch(ignoreMissing);
    // Renamed already, or never written.
    if (!stats) continue;
    if (!stats.isFile() || !(await isInsideDirectory(root, move.temporary))) return undefined;
    left.push(move);
  }
  return left;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

async function finishMove(root: string, phase: Journal['phase'], { temporary, target }: Move): Promise<void> {
  // A link is not followed here: whoever can write the journal could make it lead anywhere. The file behind it stays.
  const isLink = await lstat(join(root, target)).then((stats) => stats.isSymbolicLink(), ignoreMissing);
  if (phase === 'renaming' && !isLink) await rename(join(root, temporary), join(root, target));
  else {
    await rm(join(root, temporary), { force: true });
    // A folder that was made for it; one that holds anything stays.
    if (dirname(target) !== '.') await rmdir(join(root, dirname(target))).catch(() => {});
  }
}

/** What is left of a run that was killed before its first journal had its name, or between two of them. */
async function removeUnfinishedJournals(root: string): Promise<void> {
  for (const name of await readdir(join(root, FOLDER)).catch(() => [])) {
    if (temporaryFileWriter(name) !== undefined) await rm(join(root, FOLDER, name), { force: true });
  }
  await rmdir(join(root, FOLDER)).catch(() => {});
}
