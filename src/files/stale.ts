import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import type { RenderedFile } from '../render/files.ts';
import { type Manifest, sha256 } from './manifest.ts';

/** A manifest is a file that anybody may have written: only paths that stay inside are followed. */
function staysInside(path: string): boolean {
  return (
    !isAbsolute(path) && !path.includes('\\') && path.split('/').every((part) => part !== '' && part !== '..')
  );
}

/** Whether a path, with every link on it followed, still lies in a directory and is no link itself. */
async function liesInside(root: string, path: string): Promise<boolean> {
  const [base, target] = await Promise.all([realpath(root), realpath(join(root, path))]);
  return target === join(base, ...path.split('/')) && target.startsWith(base + sep);
}

/**
 * Files that an earlier run wrote, that this one does not, and that nobody has edited since. Whatever is
 * doubtful (gone, unreadable, behind a link, outside) is left alone.
 */
export async function staleFiles(
  root: string,
  files: readonly RenderedFile[],
  manifest: Manifest,
): Promise<string[]> {
  const wanted = new Set(files.map(({ path }) => path));
  const found: string[] = [];
  for (const [path, hash] of Object.entries(manifest)) {
    if (wanted.has(path) || !staysInside(path)) continue;
    const unedited = await liesInside(root, path)
      .then(async (inside) => inside && sha256(await readFile(join(root, path), 'utf8')) === hash)
      .catch(() => false);
    if (unedited) found.push(path);
  }
  return found;
}
