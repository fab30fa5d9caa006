import { hash } from 'node:crypto';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../facts/fileNames.ts';
import { type Manifest, manifestJson } from '../render/manifest.ts';
import type { RenderedFile } from '../render/template.ts';
import { isInsideDirectory, isSafeRelativePath } from './directories.ts';
import { regularText } from './regularFile.ts';

export function sha256(text: string): string {
  return hash('sha256', text);
}

/** Anyone may have edited it. */
async function writtenManifest(
  root: string,
): Promise<{ readonly files?: unknown; readonly config?: unknown }> {
  return JSON.parse(await regularText(join(root, MANIFEST_FILE))) as Record<string, unknown>;
}

function isManifest(files: unknown): files is Manifest {
  const isMap = typeof files === 'object' && files !== null && !Array.isArray(files);
  return isMap && Object.values(files).every((hash) => typeof hash === 'string');
}

/** The manifest of a directory; empty if it cannot be read, so that no file counts as bindstack's and is overwritten. */
export async function readManifest(root: string): Promise<Manifest> {
  try {
    const { files } = await writtenManifest(root);
    return isManifest(files) ? files : {};
  } catch {
    return {};
  }
}

/**
 * The manifest for files with their current text.
 * @param kept hashes of earlier files that remain on disk and still belong to bindstack
 * @param config as in `manifestJson`
 */
export function manifestText(
  files: readonly Pick<RenderedFile, 'path' | 'text'>[],
  kept: Manifest = {},
  config?: string,
): string {
  const hashes = Object.fromEntries(files.map(({ path, text }) => [path, sha256(text)]));
  return manifestJson({ ...kept, ...hashes }, config);
}

/**
 * sha256 of the bindstack.yaml that the files of a directory were generated from; undefined if no bindstack.yaml holds
 * all values, as with `--no-save` and with files of older versions.
 */
export async function readConfigHash(root: string): Promise<string | undefined> {
  try {
    const { config } = await writtenManifest(root);
    return typeof config === 'string' ? config : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Files that an earlier run wrote, this one does not write, and that have not been edited since. Files in doubt
 * (missing, unreadable, behind a link, outside the directory) are left alone.
 */
export async function staleFiles(
  root: string,
  files: readonly RenderedFile[],
  manifest: Manifest,
): Promise<string[]> {
  const wanted = new Set(files.map(({ path }) => path));
  const stale: string[] = [];
  for (const [path, hash] of Object.entries(manifest)) {
    if (wanted.has(path) || !isSafeRelativePath(path)) continue;
    const isUnedited = await isInsideDirectory(root, path)
      .then(async (inside) => inside && sha256(await regularText(join(root, path))) === hash)
      .catch(() => false);
    if (isUnedited) stale.push(path);
  }
  return stale;
}
