import { realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';

/** Whether a path that was read from a file leads down only: files are written by anybody. */
export function staysInside(path: string): boolean {
  return (
    !isAbsolute(path) && !path.includes('\\') && path.split('/').every((part) => part !== '' && part !== '..')
  );
}

/** Whether a path exists and, with every link on it followed, lies in a directory and is no link itself. */
export async function liesInside(root: string, path: string): Promise<boolean> {
  try {
    const [base, target] = await Promise.all([realpath(root), realpath(join(root, path))]);
    return target === join(base, ...path.split('/')) && target.startsWith(base + sep);
  } catch {
    return false;
  }
}
