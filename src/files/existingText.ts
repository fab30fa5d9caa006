import { Failure, reasonOf } from '../errors.ts';
import { regularText } from './regularFile.ts';

/**
 * The text of a file that is to be written; undefined where there is none.
 * @throws Failure `is-a-directory` and `not-a-file` (refused), `cannot-read` (environment)
 */
export async function existingText(path: string): Promise<string | undefined> {
  try {
    return await regularText(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const suggestion = 'use --out DIR for another place';
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
