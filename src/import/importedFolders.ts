import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import * as z from 'zod';
import { regularText } from '../files/regularFile.ts';
import { writeJson } from '../files/writeJson.ts';

/** A folder that was imported, and the name with which the paths of its files start. */
export interface ImportedFolder {
  readonly name: string;
  /** Absolute path. */
  readonly directory: string;
}

const schema = z.record(z.string(), z.array(z.object({ name: z.string(), directory: z.string() })));

const fileIn = (cwd: string) => join(cwd, '.bindstack', 'imports.json');

async function readAll(cwd: string): Promise<Record<string, ImportedFolder[]>> {
  try {
    return schema.parse(JSON.parse(await regularText(fileIn(cwd))));
  } catch {
    return {};
  }
}

const foldersOf = (all: Readonly<Record<string, ImportedFolder[]>>, collection: string) =>
  Object.hasOwn(all, collection) ? (all[collection] ?? []) : [];

/**
 * The folders that were imported from this machine into a collection.
 * @param cwd the directory of the stack
 */
export async function importedFolders(cwd: string, collection: string): Promise<readonly ImportedFolder[]> {
  return foldersOf(await readAll(cwd), collection);
}

/** Remembers a folder, under its name. */
export async function rememberFolder(cwd: string, collection: string, folder: ImportedFolder): Promise<void> {
  const all = await readAll(cwd);
  const known = foldersOf(all, collection);
  if (known.some(({ name, directory }) => name === folder.name && directory === folder.directory)) return;
  const others = known.filter(({ name }) => name !== folder.name);
  await writeJson(fileIn(cwd), {
    ...all,
    [collection]: [...others, { name: folder.name, directory: folder.directory }],
  });
}

/**
 * The file on this machine that a path in the collection means: always one inside the imported folder, whatever the
 * path or a link says.
 * @param path as in the property `path`
 * @returns its absolute path; undefined if there is no such file in an imported folder
 */
export async function fileOf(folders: readonly ImportedFolder[], path: string): Promise<string | undefined> {
  const folder = folders.find(({ name }) => path.startsWith(`${name}/`));
  if (!folder || path.includes('\0')) return undefined;
  try {
    const root = await realpath(folder.directory);
    const inside = path.slice(folder.name.length + 1);
    // Paths are in composed form, and names on a disk may not be.
    const file = await realpath(join(root, inside)).catch(() =>
      realpath(join(root, inside.normalize('NFD'))),
    );
    return file.startsWith(root.endsWith(sep) ? root : root + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}
