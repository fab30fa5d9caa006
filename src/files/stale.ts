import { join } from 'node:path';
import type { RenderedFile } from '../render/files.ts';
import type { Manifest } from '../render/manifest.ts';
import { liesInside, staysInside } from './inside.ts';
import { sha256 } from './manifest.ts';
import { regularText } from './regularFile.ts';

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
      .then(async (inside) => inside && sha256(await regularText(join(root, path))) === hash)
      .catch(() => false);
    if (unedited) found.push(path);
  }
  return found;
}
