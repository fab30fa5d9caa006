import { constants } from 'node:fs';
import { open, stat, writeFile } from 'node:fs/promises';
import { Failure, reasonOf } from '../errors.ts';

/** `/dev/fd/N` and `/proc/self/fd/N`: paths that refer to a file descriptor of this process. */
const DESCRIPTOR_PATH = /^\/(?:dev\/fd|proc\/self\/fd)\/(\d+)$/;

function descriptorOf(path: string): number | undefined {
  if (path === '/dev/stdout') return 1;
  if (path === '/dev/stderr') return 2;
  const number = DESCRIPTOR_PATH.exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Whether a path is a regular file or does not exist yet. */
export async function isRegularOrNew(path: string): Promise<boolean> {
  if (descriptorOf(path) !== undefined) return false;
  return stat(path).then(
    (stats) => stats.isFile(),
    () => true,
  );
}

/**
 * Writes to something other than a regular file: a named pipe, a device or a file descriptor.
 * @throws Failure `cannot-write` (environment): the pipe has no reader, the device is full, or it is a directory
 */
export async function writeToSpecialFile(path: string, text: string): Promise<void> {
  try {
    const descriptor = descriptorOf(path);
    if (descriptor !== undefined) {
      await writeToDescriptor(descriptor, text);
      return;
    }
    // Opened with O_NONBLOCK first: a named pipe without a reader would otherwise wait for one forever.
    const probe = await open(path, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0));
    const file = await open(path, constants.O_WRONLY);
    await probe.close();
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  } catch (error) {
    const hasNoReader = (error as NodeJS.ErrnoException).code === 'ENXIO';
    throw new Failure(
      'environment',
      {
        code: 'cannot-write',
        message: `cannot write ${path}`,
        detail: hasNoReader ? 'It is a named pipe, and no program is reading it.' : reasonOf(error),
      },
      { cause: error },
    );
  }
}

async function writeToDescriptor(descriptor: number, text: string): Promise<void> {
  const stream = { 1: process.stdout, 2: process.stderr }[descriptor];
  // Uses the stream of Node if there is one, because it waits if the pipe is full.
  if (stream) {
    // An error is also an event; without a listener it would end the process.
    stream.once('error', () => {});
    await new Promise<void>((done, failed) => stream.write(text, (e) => (e ? failed(e) : done())));
  } else await writeFile(`/dev/fd/${descriptor}`, text, { flag: 'a' });
}
