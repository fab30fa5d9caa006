import { readFile, stat } from 'node:fs/promises';
import { reasonOf } from '../errors.ts';
import { decodeText, type ReadText, sizeProblem } from '../formats/decodeText.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is no directory',
  ELOOP: 'its links go round in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** The text of a file, or in plain words why there is none. */
export async function readText(path: string): Promise<ReadText> {
  try {
    // Asked before it is opened: a named pipe would wait for a writer.
    const stats = await stat(path);
    if (stats.isDirectory()) return { problem: 'it is a directory' };
    if (!stats.isFile()) return { problem: 'it is no regular file' };
    const problem = sizeProblem(stats.size);
    if (problem !== undefined) return { problem };
    return decodeText(await readFile(path));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { problem: REASONS[code] ?? reasonOf(error) };
  }
}
