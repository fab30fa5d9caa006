import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { IgnoreRules } from '../media/ignoreRules.ts';
import { fileOf } from './importedFolders.ts';
import type { Source } from './source.ts';
import type { StoredFiles } from './storedFiles.ts';

/** Paths that are deleted with one request. */
const AT_ONCE = 100;

/** What the collection has of some sources. */
export interface Leftovers {
  /** Paths whose files are gone, or are left out now. */
  readonly gone: readonly string[];
  /** How many paths are still there. */
  readonly kept: number;
}

/**
 * Finds the objects of files that are gone from the sources.
 * @param isCombined whether the path of an object is that of its files without their endings
 */
export async function findLeftovers(
  sources: readonly Source[],
  stored: StoredFiles,
  isCombined: boolean,
): Promise<Leftovers> {
  const rules = new Map(sources.map(({ directory }) => [directory, new IgnoreRules(directory)]));
  const gone = new Set<string>();
  let kept = 0;
  let last = '';
  for await (const page of stored.paths()) {
    for (const path of page) {
      if (path === last || gone.has(path)) continue;
      last = path;
      const source = sources.find((one) => isIn(path, one));
      if (!source) continue;
      const inside = path.slice(source.name.length + 1);
      const exists = isCombined
        ? await hasStem(source.directory, inside)
        : (await fileOf([source], path)) !== undefined;
      const isLeftOut = exists && (await rules.get(source.directory)?.ignoresFile(inside));
      if (exists && !isLeftOut) kept++;
      else gone.add(path);
    }
  }
  return { gone: [...gone], kept };
}

/** Deletes all objects of some paths. */
export async function deletePaths(paths: readonly string[], stored: StoredFiles): Promise<void> {
  for (let at = 0; at < paths.length; at += AT_ONCE) await stored.delete(paths.slice(at, at + AT_ONCE));
}

function isIn(path: string, { name, within }: Source): boolean {
  const start = within === '' ? name : `${name}/${within}`;
  return path === start || path.startsWith(`${start}/`);
}

/** Whether a folder has a file of this name with any ending. */
async function hasStem(directory: string, path: string): Promise<boolean> {
  const names = await readdir(join(directory, dirname(path))).catch(() => []);
  return names.some((name) => name.normalize('NFC').startsWith(`${basename(path)}.`));
}
