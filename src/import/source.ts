import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { Failure, reasonOf } from '../errors.ts';
import { shellWord } from '../formats/quoting.ts';
import type { ImportedFolder } from './importedFolders.ts';

/** What to import: a folder, or a part of it. */
export interface Source extends ImportedFolder {
  /** Only this file or subfolder, relative to the folder, with `/`; empty for all. */
  readonly within: string;
}

/**
 * The folder of an argument. A folder inside one that was imported before is a part of that one, so its files keep
 * their paths. A file is a part of its folder.
 * @param as the name to use instead of that of the folder
 * @throws Failure (usage)
 */
export async function sourceOf(
  argument: string,
  known: readonly ImportedFolder[],
  { cwd, as }: { readonly cwd: string; readonly as?: string | undefined },
): Promise<Source> {
  const path = await existing(argument, cwd);
  const around = known
    .filter(({ name, directory }) => isInside(path, directory) && (as === undefined || as === name))
    .sort((one, other) => other.directory.length - one.directory.length)[0];
  if (around) return { ...around, within: relative(around.directory, path).split(sep).join('/') };
  const isFile = !(await stat(path)).isDirectory();
  const directory = isFile ? dirname(path) : path;
  const name = (as ?? basename(directory)).normalize('NFC');
  const taken = known.find((folder) => folder.name === name);
  if (name === '' || name.includes('/') || taken) {
    throw new Failure('usage', {
      code: 'bad-value',
      message: taken
        ? `${directory} and ${taken.directory} have the same name, ${name}: their files would get the same paths`
        : `${directory} has no name with which the paths of its files could start`,
      suggestion: `bindstack import ${shellWord(argument)} --as ANOTHER_NAME`,
    });
  }
  return { name, directory, within: isFile ? basename(path) : '' };
}

const isInside = (path: string, directory: string) => path === directory || path.startsWith(directory + sep);

async function existing(argument: string, cwd: string): Promise<string> {
  try {
    return await realpath(resolve(cwd, argument));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Failure('usage', {
      code: 'no-such-folder',
      message: isMissing ? `there is no folder ${argument}` : `cannot read ${argument}`,
      detail: isMissing ? undefined : reasonOf(error),
      suggestion: 'bindstack import DIR with a folder of pictures, texts, sounds or videos',
    });
  }
}
