import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure, reasonOf } from '../errors.ts';

const TEMPORARY_NAME = /^\.bindstack-(\d+)-[0-9a-f]{12}\.tmp$/;

/** A new name beside a file; it says which process made it. */
export function temporaryPathFor(target: string): string {
  return join(dirname(target), `.bindstack-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
}

/** The process that made a file, if its name is one that `temporaryFor` gives. */
export function temporaryFileWriter(name: string): number | undefined {
  const pid = TEMPORARY_NAME.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** Writes a new file, mode included, and waits until it is on the disk. */
export async function writeSynced(path: string, content: string | Buffer, mode: number): Promise<void> {
  await writeNew(path, content, mode, true);
}

/** The same without waiting for the disk: gone after a power cut, but not after a kill. */
export async function writeUnsynced(path: string, content: string, mode: number): Promise<void> {
  await writeNew(path, content, mode, false);
}

async function writeNew(path: string, content: string | Buffer, mode: number, sync: boolean): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    // The mode that open() gives is cut by the umask.
    await file.chmod(mode);
    await file.writeFile(content);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Gives a file of the user's another text: all of it or none, with the mode that it had; a link stays a link.
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
        detail: `${reasonOf(error)}\nIt is as it was.`,
      },
      { cause: error },
    );
  }
}
