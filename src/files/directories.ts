import { access, mkdir, realpath, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';

/**
 * Makes a directory and those above it that are missing. Each goes into `created` as soon as it exists, outermost
 * first: mkdir's own `recursive` does not tell what it has created when it fails half-way.
 */
export async function makeDirectory(path: string, created: string[]): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isDirectory(path)) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeDirectory(dirname(path), created);
    await mkdir(path);
  }
  created.push(path);
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** Whether there is anything at a path; a link that leads nowhere counts as nothing. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Removes directories that were created, innermost first. One that holds anything stays: somebody has put it there since. */
export async function removeCreated(created: readonly string[]): Promise<void> {
  for (const directory of [...created].reverse()) await rmdir(directory).catch(() => {});
}

/** Whether a path that was read from a file leads down only: files are written by anybody. */
export function isSafeRelativePath(path: string): boolean {
  return (
    !isAbsolute(path) && !path.includes('\\') && path.split('/').every((part) => part !== '' && part !== '..')
  );
}

/** Whether a path exists and, with every link on it followed, lies in a directory and is no link itself. */
export async function isInsideDirectory(root: string, path: string): Promise<boolean> {
  try {
    const [base, target] = await Promise.all([realpath(root), realpath(join(root, path))]);
    return target === join(base, ...path.split('/')) && target.startsWith(base + sep);
  } catch {
    return false;
  }
}
