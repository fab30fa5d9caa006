import { readFileSync, statSync } from 'node:fs';
import { reasonOf } from '../errors.ts';
import { decodeText, fileSizeProblem, type ReadText } from '../formats/decodeText.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'its name is too long',
};

/** The text of a file, or why it cannot be read. */
export async function readText(path: string): Promise<ReadText> {
  try {
    // Checked before opening: opening a named pipe would wait for a writer.
    const stats = statSync(path);
    if (stats.isDirectory()) return { problem: 'it is a directory' };
    if (!stats.isFile()) return { problem: 'it is not a regular file' };
    const problem = fileSizeProblem(stats.size);
    if (problem !== undefined) return { problem };
    return decodeText(readFileSync(path));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { problem: REASONS[code] ?? reasonOf(error) };
  }
}
