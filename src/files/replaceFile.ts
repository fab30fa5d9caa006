import { realpath, rename, rm, stat } from 'node:fs/promises';
import { Failure, reasonOf } from '../errors.ts';
import { temporaryFor, writeSynced } from './temporary.ts';

/**
 * Gives a file of the user's another text: all of it or none, with the mode that it had; a link stays a link.
 * @throws Failure `cannot-write` (environment)
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await realpath(path);
    const { mode } = await stat(target);
    temporary = temporaryFor(target);
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
