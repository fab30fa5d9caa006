import { realpathSync } from 'node:fs';
import { access, mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';

/** How often a directory is tried again whose parent another run removes at the same time. */
const ATTEMPTS = 3;

/**
 * Creates a directory and its missing parents. Adds each to `created` as soon as it exists, outermost first: mkdir with
 * `recursive` does not report what it has created if it fails half-way.
 */
export async function makeDirectory(path: string, created: string[], attempts = ATTEMPTS): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isDirectory(path)) return;
    // Limited, because in /proc it fails like this although the parent exists.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempts === 0) throw error;
    await makeDirectory(dirname(path), created);
    // Another run may create it, or remove its parent again, at the same time.
    return makeDirectory(path, created, attempts - 1);
  }
  created.push(path);
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** Whether a path exists; a broken link counts as missing. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Removes directories that were created, innermost first. One that is no longer empty is kept. */
export async function removeCreated(created: readonly string[]): Promise<void> {
  for (const directory of [...created].reverse()) await rmdir(directory).catch(() => {});
}

/** Whether a relative path stays inside its directory. For paths read from a file, which anyone may have written. */
export function isSafeRelativePath(path: string): boolean {
  return (
    !isAbsolute(path) && !path.includes('\\') && path.split('/').every((part) => part !== '' && part !== '..')
  );
}

/** Whether a path exists inside a directory and contains no symbolic links below it. */
export async function isInsideDirectory(root: string, path: string): Promise<boolean> {
  try {
    const base = realpathSync.native(root);
    const target = realpathSync.native(join(root, path));
    return target === join(base, ...path.split('/')) && target.startsWith(base + sep);
  } catch {
    return false;
  }
}
