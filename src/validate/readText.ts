import { readFile, stat } from 'node:fs/promises';
import { reasonOf } from '../errors.ts';

/** Bytes; the largest values file that was seen is 90 kB. */
const MAX_SIZE = 2 * 1024 ** 2;

export type ReadText = { readonly text: string } | { readonly problem: string };

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
    if (stats.size > MAX_SIZE) return { problem: tooLarge(stats.size) };
    return textFrom(await readFile(path));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { problem: REASONS[code] ?? reasonOf(error) };
  }
}

function tooLarge(size: number): string {
  return `it has ${Math.round(size / 1024 ** 2)} MiB, and no such file has more than ${MAX_SIZE / 1024 ** 2} MiB`;
}

/** Text in UTF-8, which Compose, Helm and Weaviate read. */
export function textFrom(bytes: Buffer): ReadText {
  if (bytes.length > MAX_SIZE) return { problem: tooLarge(bytes.length) };
  if (bytes.includes(0)) return { problem: 'it is not text in UTF-8' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { problem: 'it is not text in UTF-8' };
  }
  return text.trim() === '' || text === '\uFEFF' ? { problem: 'it is empty' } : { text };
}
