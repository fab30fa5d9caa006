import { rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { lazy } from '../formats/lazy.ts';
import { isSafeRelativePath } from './directories.ts';
import { regularText } from './regularFile.ts';
import { temporaryFileWriter, temporaryPathFor, writeUnsynced } from './replaceFile.ts';

/** Records the files that a run is writing, and its phase; see atomicWrite.ts. */
export const JOURNAL_FILE = '.bindstack/journal.json';

// Anyone may have written the journal: only moves of bindstack's own temporary files within one folder are accepted.
const journalSchema = lazy(() => {
  const path = z.string().check(z.refine(isSafeRelativePath));
  const move = z
    .object({ temporary: path, target: path })
    .check(
      z.refine(
        ({ temporary, target }) =>
          temporaryFileWriter(basename(temporary)) !== undefined && dirname(temporary) === dirname(target),
      ),
    );
  return z.object({
    pid: z.int().check(z.positive()),
    /** `staging`: nothing has been renamed yet; `renaming`: everything has been written to temporary files. */
    phase: z.enum(['staging', 'renaming']),
    moves: z.array(move),
  });
});

export type Journal = z.infer<ReturnType<typeof journalSchema>>;

/** A temporary file and the file that it becomes; paths relative to the directory, with `/`. */
export type Move = Journal['moves'][number];

/** The journal of a directory; undefined if missing or invalid. */
export async function readJournal(root: string): Promise<Journal | undefined> {
  try {
    return journalSchema().parse(JSON.parse(await regularText(join(root, JOURNAL_FILE))));
  } catch {
    return undefined;
  }
}

/** Writes the journal in one step; its folder must exist. */
export async function writeJournal(
  root: string,
  phase: Journal['phase'],
  moves: readonly Move[],
): Promise<void> {
  const file = join(root, JOURNAL_FILE);
  const temporary = temporaryPathFor(file);
  try {
    // Not synced: the journal serves after a kill, not after a power failure.
    await writeUnsynced(temporary, `${JSON.stringify({ pid: process.pid, phase, moves })}\n`, 0o644);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

/** Removes the journal, and its folder if that is empty. */
export async function removeJournal(root: string): Promise<void> {
  await rm(join(root, JOURNAL_FILE), { force: true });
  await rmdir(join(root, dirname(JOURNAL_FILE))).catch(() => {});
}
