import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure, reasonOf } from '../errors.ts';

export interface FileToWrite {
  /** Relative to the directory that is written into. */
  readonly path: string;
  readonly text: string;
  /** 0644 unless said. */
  readonly mode?: number;
}

interface Staged {
  readonly target: string;
  readonly temporary: string;
  /** What stood there before, with its mode; undefined for a new file. */
  readonly before: { readonly content: Buffer; readonly mode: number } | undefined;
}

async function writeSynced(path: string, content: string | Buffer, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    // The mode that open() gives is cut by the umask.
    await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function previous(target: string): Promise<Staged['before']> {
  try {
    const [content, { mode }] = await Promise.all([readFile(target), stat(target)]);
    return { content, mode: mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function temporaryFor(target: string): string {
  return join(dirname(target), `.bindstack-${randomBytes(6).toString('hex')}.tmp`);
}

/**
 * Makes a directory and those above it that are missing. Each goes into `made` as soon as it exists, outermost
 * first: mkdir's own `recursive` does not tell what it has made when it fails half-way.
 */
async function makeDirectory(path: string, made: string[]): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isDirectory(path)) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeDirectory(dirname(path), made);
    await mkdir(path);
  }
  made.push(path);
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/**
 * Writes all files or none: each beside its target first, then every one is renamed into place. When something
 * fails on the way, what was there before is put back, and directories made for it are removed again.
 * @throws Failure `cannot-write` (environment)
 */
export async function writeAll(root: string, files: readonly FileToWrite[]): Promise<void> {
  const made: string[] = [];
  const staged: Staged[] = [];
  const renamed: Staged[] = [];
  let current = root;
  try {
    await makeDirectory(root, made);
    for (const { path, text, mode = 0o644 } of files) {
      const target = join(root, path);
      current = target;
      await makeDirectory(dirname(target), made);
      const temporary = temporaryFor(target);
      staged.push({ target, temporary, before: await previous(target) });
      await writeSynced(temporary, text, mode);
    }
    for (const entry of staged) {
      current = entry.target;
      await rename(entry.temporary, entry.target);
      renamed.push(entry);
    }
  } catch (error) {
    await restore(renamed);
    for (const { temporary } of staged) await rm(temporary, { force: true });
    // Not empty means that somebody else has put something there meanwhile: it stays.
    for (const directory of made.reverse()) await rmdir(directory).catch(() => {});
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

async function restore(renamed: readonly Staged[]): Promise<void> {
  for (const { target, before } of renamed) {
    if (before === undefined) {
      await rm(target, { force: true });
    } else {
      const temporary = temporaryFor(target);
      await writeSynced(temporary, before.content, before.mode);
      await rename(temporary, target);
    }
  }
}
