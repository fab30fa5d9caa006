import { randomBytes } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
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

/** Milliseconds after which no run is still writing: by then the process id may be another program's. */
const LONGEST_RUN = 10 * 60_000;

/** Whether a file still belongs to another run that goes on. */
export async function isBeingWritten(path: string, pid: number): Promise<boolean> {
  // Whoever asks is not writing. In a container, a killed run and the next one often have the same id.
  if (pid === process.pid) return false;
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
  return age < LONGEST_RUN && isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
