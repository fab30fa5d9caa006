import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure, reasonOf } from '../errors.ts';

const TEMPORARY_NAME = /^\.bindstack-(\d+)-[0-9a-f]{12}\.tmp$/;

/** A new temporary path beside a file; its name contains the id of this process. */
export function temporaryPathFor(target: string): string {
  return join(dirname(target), `.bindstack-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
}

/** The id of the process that created a temporary file; undefined if the name is not one of `temporaryPathFor`. */
export function temporaryFileWriter(name: string): number | undefined {
  const pid = TEMPORARY_NAME.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** Writes a new file with exactly this mode, and waits until it is on the disk. */
export async function writeSynced(path: string, content: string | Buffer, mode: number): Promise<void> {
  await writeNew(path, content, mode, true);
}

/** The same without waiting for the disk: survives a kill, but not a power failure. */
export async function writeUnsynced(path: string, content: string, mode: number): Promise<void> {
  await writeNew(path, content, mode, false);
}

async function writeNew(path: string, content: string | Buffer, mode: number, sync: boolean): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    // The umask restricts the mode that open() sets.
    await file.chmod(mode);
    await file.writeFile(content);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Replaces the text of a user's file in one step. Its mode is kept, and a symbolic link stays a link.
 * @throws Failure `cannot-write` (environment)
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await realpath(path);
    const { mode } = await stat(target);
    temporary = temporaryPathFor(target);
    await writeSynced(temporary, text, mode & 0o777);
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true });
    throw new Failure(
      'environment',
      {
        code: 'cannot-write',
        message: `cannot write ${path}`,
        detail: `${reasonOf(error)}\nThe file is unchanged.`,
      },
      { cause: error },
    );
  }
}
