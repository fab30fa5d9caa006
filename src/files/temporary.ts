import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const NAME = /^\.bindstack-(\d+)-[0-9a-f]{12}\.tmp$/;

/** A new name beside a file; it says which process made it. */
export function temporaryFor(target: string): string {
  return join(dirname(target), `.bindstack-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
}

/** The process that made a file, if its name is one that `temporaryFor` gives. */
export function writerOf(name: string): number | undefined {
  const pid = NAME.exec(name)?.[1];
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
