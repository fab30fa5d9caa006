/**
 * Several files as one: what a run leaves behind that is killed.
 *
 * Every file is written in full beside its target, under a name of its own, and then renamed, so that none is ever
 * half written. A journal (`journal.ts`) says beforehand which these are. Killed before the journal says `renaming`:
 * the old files, and the next command that looks removes what was written beside them. Killed after it: some files
 * may be old and some new until the next command that looks (generate, check, init, try) does the renames that are
 * left; then all are new. What this does not cover: a kill while the files of a *failed* rename are put back, which
 * may leave some of them new, and a power cut, after which a directory may have lost renames.
 *
 * A path that is a link stays one: the text goes into the file that it names. A kill in the middle of the renames
 * leaves that file as it was.
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
  /** Relative to the directory that is written into. */
  readonly path: string;
  readonly text: string;
  /** 0644 unless said. */
  readonly mode?: number;
  /**
   * What the file held when the new text was decided; null where there was none. Where it holds something else by
   * now, an edit or another run came in between, and nothing is written.
   */
  readonly before?: string | null;
}

interface Staged {
  /** Where the text goes: behind the link, if the path is one. */
  readonly target: string;
  readonly temporary: string;
  /** What stood there before, with its mode; undefined for a new file. */
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

/** The file that a path leads to: itself or, where it is a link, what that names, even if it does not exist yet. */
async function resolveLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const named = await readlink(path).catch(() => undefined);
    return named === undefined ? path : resolveLinks(resolve(dirname(path), named));
  }
}

/** Puts a temporary file in the place of its target in one step, on another file system too. */
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

/** The move of a staged file as the journal has it. */
function journalEntry(root: string, { temporary, path }: { temporary: string; path: string }): Move {
  const inRoot = (from: string) => relative(root, from).split(sep).join('/');
  return { temporary: inRoot(temporary), target: inRoot(path) };
}

/** Milliseconds to wait for another run that writes into the same directory. */
const LOCK_WAIT = 30_000;

/**
 * Writes all files or none: each beside its target first, then every one is renamed into place. When something
 * fails on the way, what was there before is put back, and directories created for it are removed again. Two runs write
 * one after the other.
 * @throws Failure `cannot-write` (environment); `changed-meanwhile`, `locked` (refused)
 */
export async function writeAll(root: string, files: readonly FileToWrite[]): Promise<void> {
  if (files.length > 0) await withLock(root, 'files', { waitMs: LOCK_WAIT }, () => write(root, files));
}

async function write(root: string, files: readonly FileToWrite[]): Promise<void> {
  const created: string[] = [];
  const planned = files.map(({ path, text, mode = 0o644, before }) => {
    const inRoot = join(root, path);
    // Beside the link, not behind it: the journal names nothing outside of the directory.
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
    // Side by side: the disk takes as long for all of them as for one.
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
    // First of all: the next command must not do again what is undone here.
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
        suggestion: 'check the permissions and the free space of the directory, or use --out DIR',
      },
      { cause: error },
    );
  }
}

/** @throws Failure `changed-meanwhile` (refused), in the last moment before the old text would be gone */
async function refuseIfEdited(
  file: { path: string; text: string; expected: string | null | undefined } | undefined,
  target: string,
): Promise<void> {
  if (file?.expected === undefined) return;
  const now = (await existingFile(target))?.content.toString('utf8');
  if ((now ?? null) === file.expected || now === file.text) return;
  throw new Failure('refused', {
    code: 'changed-meanwhile',
    message: `${file.path} has changed while this command was working`,
    detail: 'It was edited, or another bindstack has written it. Nothing was changed.',
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
