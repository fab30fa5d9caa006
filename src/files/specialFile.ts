import { constants } from 'node:fs';
import { open, stat, writeFile } from 'node:fs/promises';
import { Failure, reasonOf } from '../errors.ts';

/** `/dev/stdout` and its kin: they lead to a file descriptor of this process, whatever that is. */
const DESCRIPTOR_PATH = /^\/(?:dev\/fd|proc\/self\/fd)\/(\d+)$/;

function descriptorOf(path: string): number | undefined {
  if (path === '/dev/stdout') return 1;
  if (path === '/dev/stderr') return 2;
  const number = DESCRIPTOR_PATH.exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Whether a path is a regular file, or may become one. */
export async function isRegularOrNew(path: string): Promise<boolean> {
  if (descriptorOf(path) !== undefined) return false;
  return stat(path).then(
    (stats) => stats.isFile(),
    () => true,
  );
}

/**
 * Writes into what is not a regular file: a named pipe, a device, a file descriptor.
 * @throws Failure `cannot-write` (environment): nobody reads the pipe, the device is full, it is a directory
 */
export async function writeToSpecialFile(path: string, text: string): Promise<void> {
  try {
    const descriptor = descriptorOf(path);
    if (descriptor !== undefined) {
      await writeToDescriptor(descriptor, text);
      return;
    }
    // Opened without waiting first: with no reader at the other end, a named pipe would wait for one for ever.
    const probe = await open(path, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0));
    const file = await open(path, constants.O_WRONLY);
    await probe.close();
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  } catch (error) {
    const nobodyReads = (error as NodeJS.ErrnoException).code === 'ENXIO';
    throw new Failure(
      'environment',
      {
        code: 'cannot-write',
        message: `cannot write ${path}`,
        detail: nobodyReads ? 'It is a named pipe, and no program reads it.' : reasonOf(error),
      },
      { cause: error },
    );
  }
}

async function writeToDescriptor(descriptor: number, text: string): Promise<void> {
  const stream = { 1: process.stdout, 2: process.stderr }[descriptor];
  // Through the stream where Node has one: it waits where the pipe is full.
  if (stream) await new Promise<void>((done, failed) => stream.write(text, (e) => (e ? failed(e) : done())));
  else await writeFile(`/dev/fd/${descriptor}`, text, { flag: 'a' });
}
