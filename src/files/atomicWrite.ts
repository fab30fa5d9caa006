/**
 * Writes several files as one unit, and defines what a killed run leaves behind.
 *
 * Every file is written completely beside its target, under a temporary name, and then renamed, so no file is ever half
 * written. A journal (`journal.ts`) lists them beforehand. If the run is killed before the journal says `renaming`, the
 * old files remain, and the next command that checks (generate, check, init, try) removes the temporary files. If it is
 * killed later, some files may be old and some new until that command completes the renames; then all are new. Not
 * covered: a kill while files are restored after a *failed* rename, which may leave some of them new, and a power
 * failure, after which renames may be lost.
 *
 * A path that is a symbolic link stays a link: the text goes into the file that it points to. A kill in the middle of
 * the renames leaves that file unchanged.
 */
import { readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Failure, reasonOf } from '../errors.ts';
import { makeDirectory, removeCreated } from './directories.ts';
import { JOURNAL_FILE, type Move, removeJournal, writeJournal } from './journal.ts';
import { withLock } from './lock.ts';
import { regularBytes } from './regularFile.ts';
import { temporaryPathFor, writeSynced } from './replaceFile.ts';

export interface FileToWrite {
  /** Relative to the directory that the files are written to. */
  readonly path: string;
  readonly text: string;
  /** Default: 0644. */
  readonly mode?: number;
  /**
   * The content of the file when the new text was computed; null if there was no file. If it has changed since, by an
   * edit or by another run, nothing is written.
   */
  readonly before?: string | null;
}

interface Staged {
  /** The file that is replaced: where the link points to, if the path is a link. */
  readonly target: string;
  readonly temporary: string;
  /** The old content and mode; undefined for a new file. */
  readonly before: { readonly content: Buffer; readonly mode: number } | undefined;
}

async function existingFile(target: string): Promise<Staged['before']> {
  try {
    const [content, { mode }] = await Promise.all([regularBytes(target), stat(target)]);
    return { content, mode: mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The file that a path refers to: itself or, for a link, its target, even if that does not exist yet. */
async function resolveLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const named = await readlink(path).catch(() => undefined);
    return named === undefined ? path : resolveLinks(resolve(dirname(path), named));
  }
}

/** Replaces a target with its temporary file in one step, even if the target is on another file system. */
async function moveInto(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    const { mode } = await stat(temporary);
    const beside = temporaryPathFor(target);
    try {
      await writeSynced(beside, await readFile(temporary), mode & 0o777);
      await rename(beside, target);
    } finally {
      await rm(beside, { force: true });
    }
    await rm(temporary, { force: true });
  }
}

/** The move of a staged file, as the journal records it. */
function journalEntry(root: string, { temporary, path }: { temporary: string; path: string }): Move {
  const inRoot = (from: string) => relative(root, from).split(sep).join('/');
  return { temporary: inRoot(temporary), target: inRoot(path) };
}

/** Milliseconds to wait for another run that writes to the same directory. */
const LOCK_WAIT = 30_000;

/**
 * Writes all files or none: first each one beside its target, then renames them into place. If anything fails, the old
 * files are restored and the directories that were created are removed again. Concurrent runs write one after the
 * other.
 * @throws Failure `cannot-write` (environment); `changed-meanwhile`, `locked` (refused)
 */
export async function writeAll(root: string, files: readonly FileToWrite[]): Promise<void> {
  if (files.length > 0) await withLock(root, 'files', { waitMs: LOCK_WAIT }, () => write(root, files));
}

async function write(root: string, files: readonly FileToWrite[]): Promise<void> {
  const created: string[] = [];
  const planned = files.map(({ path, text, mode = 0o644, before }) => {
    const inRoot = join(root, path);
    // Beside the link, not beside its target: the journal only contains paths inside the directory.
    return { path: inRoot, temporary: temporaryPathFor(inRoot), text, mode, expected: before };
  });
  const moves = planned.map((file) => journalEntry(root, file));
  const staged: Staged[] = [];
  const renamed: Staged[] = [];
  let current = root;
  try {
    await makeDirectory(root, created);
    current = join(root, JOURNAL_FILE);
    await makeDirectory(dirname(current), created);
    await writeJournal(root, 'staging', moves);
    for (const { path, temporary } of planned) {
      current = path;
      await makeDirectory(dirname(path), created);
      const target = await resolveLinks(path);
      staged.push({ target, temporary, before: await existingFile(target) });
    }
    // In parallel: syncing all of them takes the disk as long as syncing one.
    const written = await Promise.allSettled(
      planned.map(({ temporary, text, mode }) => writeSynced(temporary, text, mode)),
    );
    const failed = written.findIndex(({ status }) => status === 'rejected');
    if (failed >= 0) {
      current = planned[failed]?.path ?? root;
      throw (written[failed] as PromiseRejectedResult).reason;
    }
    await writeJournal(root, 'renaming', moves);
    for (const [index, entry] of staged.entries()) {
      current = entry.target;
      await refuseIfEdited(planned[index], entry.target);
      await moveInto(entry.temporary, entry.target);
      renamed.push(entry);
    }
    await removeJournal(root);
  } catch (error) {
    // First, so the next command does not redo what is undone here.
    await removeJournal(root).catch(() => {});
    await restore(renamed);
    for (const { temporary } of staged) await rm(temporary, { force: true });
    await removeCreated(created);
    if (error instanceof Failure) throw error;
    throw new Failure(
      'environment',
      {
        code: 'cannot-write',
        message: `cannot write ${current}`,
        detail: `${reasonOf(error)}\nNothing was changed.`,
        suggestion: 'check the permissions and free space of the directory, or use --out DIR',
      },
      { cause: error },
    );
  }
}

/** Runs right before the old text is replaced. @throws Failure `changed-meanwhile` (refused) */
async function refuseIfEdited(
  file: { path: string; text: string; expected: string | null | undefined } | undefined,
  target: string,
): Promise<void> {
  if (file?.expected === undefined) return;
  const now = (await existingFile(target))?.content.toString('utf8');
  if ((now ?? null) === file.expected || now === file.text) return;
  throw new Failure('refused', {
    code: 'changed-meanwhile',
    message: `${file.path} changed while this command was running`,
    detail: 'You edited it, or another bindstack process wrote it. This command changed nothing.',
    suggestion: 'run the same command again',
  });
}

async function restore(renamed: readonly Staged[]): Promise<void> {
  for (const { target, before } of renamed) {
    if (before === undefined) {
      await rm(target, { force: true });
    } else {
      const temporary = temporaryPathFor(target);
      await writeSynced(temporary, before.content, before.mode);
      await rename(temporary, target);
    }
  }
}
