import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { Failure, reasonOf } from '../errors.ts';

/**
 * The bytes of a regular file. Never waits: a named pipe or a device is rejected. Synchronous inside: for files of this
 * size, starting the threads of asynchronous calls takes longer than reading.
 * @throws the error of the system; with the code `EISDIR` or `ENOTREG` if it is not a regular file
 */
export async function regularBytes(path: string): Promise<Buffer> {
  // Without O_NONBLOCK, opening a named pipe waits for a writer (Windows has neither).
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (stats.isDirectory()) throw errorWithCode('EISDIR', 'it is a directory');
    if (!stats.isFile()) throw errorWithCode('ENOTREG', 'it is not a regular file');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** The same, as text in UTF-8. */
export async function regularText(path: string): Promise<string> {
  return (await regularBytes(path)).toString('utf8');
}

function errorWithCode(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/**
 * The current text of a file that will be written; undefined if it does not exist.
 * @throws Failure `is-a-directory` and `not-a-file` (refused), `cannot-read` (environment)
 */
export async function existingText(path: string): Promise<string | undefined> {
  try {
    return await regularText(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const suggestion = 'use --out DIR to write to another directory';
    if (code === 'EISDIR') {
      throw new Failure('refused', { code: 'is-a-directory', message: `${path} is a directory`, suggestion });
    }
    if (code === 'ENOTREG') {
      throw new Failure('refused', {
        code: 'not-a-file',
        message: `${path} is not a regular file`,
        detail: 'It is a named pipe, a socket or a device. Nothing was changed.',
        suggestion,
      });
    }
    throw new Failure('environment', {
      code: 'cannot-read',
      message: `cannot read ${path}`,
      detail: reasonOf(error),
      suggestion,
    });
  }
}
