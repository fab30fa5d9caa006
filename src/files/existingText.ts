import { readFile } from 'node:fs/promises';
import { Failure, reasonOf } from '../errors.ts';

/**
 * The text of a file that is to be written; undefined where there is none.
 * @throws Failure `is-a-directory` (refused), `cannot-read` (environment)
 */
export async function existingText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const isDirectory = code === 'EISDIR';
    throw new Failure(isDirectory ? 'refused' : 'environment', {
      code: isDirectory ? 'is-a-directory' : 'cannot-read',
      message: isDirectory ? `${path} is a directory` : `cannot read ${path}`,
      detail: isDirectory ? undefined : reasonOf(error),
      suggestion: 'use --out DIR for another place',
    });
  }
}
