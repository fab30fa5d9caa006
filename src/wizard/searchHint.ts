import { opendir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Modality } from '../facts/modalities.ts';
import { shellWord } from '../formats/quoting.ts';
import { fieldNamed } from '../stack/client.ts';

/** Where desktop systems keep media, under the home directory. */
const HOME_FOLDERS = ['Pictures', 'Music', 'Videos', 'Movies'];

/** Folders next to the generated files that are not the user's media. */
const OTHER_FOLDERS: ReadonlySet<string> = new Set(['node_modules', 'stub', 'weaviate-data']);

const QUERY = 'a dog on a beach';

/**
 * The commands that import users' own media, and search them: those in a folder next to the files, or else in their home
 * directory; undefined if there are none.
 * @param target flags that name the target, for example ` --target embedded`
 */
export async function searchHint(
  root: string,
  target: string,
  modalities: readonly Modality[],
  home = homedir(),
): Promise<readonly string[] | undefined> {
  const beside = await foldersIn(root);
  const folders = [...beside, ...HOME_FOLDERS.map((name) => join(home, name))];
  for (const folder of folders) {
    if (await hasMedia(beside.includes(folder) ? join(root, folder) : folder, modalities))
      return [['import', folder] as const, ['search', QUERY] as const].map(
        ([command, word]) => `bindstack ${command}${target} ${shellWord(word)}`,
      );
  }
  return undefined;
}

async function foldersIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !OTHER_FOLDERS.has(entry.name))
    .map(({ name }) => name)
    .sort();
}

/** Files that are looked at, at most: home directories can be large. */
const MAX_ENTRIES = 1000;

/** Whether a folder has files for the collection; texts count only if it stores nothing else. */
async function hasMedia(folder: string, modalities: readonly Modality[]): Promise<boolean> {
  const others = modalities.filter((modality) => modality !== 'text');
  const searched = others.length > 0 ? others : modalities;
  let left = MAX_ENTRIES;
  try {
    for await (const { name } of await opendir(folder, { recursive: true })) {
      if (fieldNamed(name, searched)) return true;
      left -= 1;
      if (left === 0) return false;
    }
  } catch {
    // It does not exist, or may not be read.
  }
  return false;
}
