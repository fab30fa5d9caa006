import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { Failure, reasonOf } from '../../errors.ts';
import { MODALITIES, type Modality } from '../../facts/modalities.ts';
import { stemOf } from '../../import/mediaUnit.ts';
import { kindOf } from '../../media/kind.ts';
import type { MediaProblem } from '../../media/mediaProblem.ts';
import { objectId } from '../../media/objectId.ts';
import { fieldNamed } from '../../stack/client.ts';
import type { WeaviateObject } from '../../weaviate/object.ts';

/** A file that fills a field of an object. */
export interface MediaFile {
  /** Path relative to the folder, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly modality: Modality;
  /** Why it cannot be used. */
  readonly problem?: MediaProblem;
}

/** The files that become one object. */
export interface MediaItem {
  readonly title: string;
  readonly files: readonly MediaFile[];
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

export interface MediaFolder {
  readonly directory: string;
  readonly items: readonly MediaItem[];
  /** Files that the collection has no field for. */
  readonly leftOut: readonly SkippedFile[];
}

/**
 * The media in a folder and its subfolders, by their content. Each file becomes an object; if every object must fill
 * every field, all files with the same stem become one object.
 * @param directory absolute path
 * @throws Failure (usage) if the folder cannot be read
 */
export async function readMediaFolder(
  directory: string,
  modalities: readonly Modality[],
  needsAllFields: boolean,
): Promise<MediaFolder> {
  const items = new Map<string, MediaFile[]>();
  const leftOut: SkippedFile[] = [];
  for (const path of await filesIn(directory)) {
    const name = relative(directory, path).split(sep).join('/');
    const found = await fieldFor(path, name, modalities);
    if (typeof found === 'string') {
      leftOut.push({ file: name, reason: found });
      continue;
    }
    const title = needsAllFields ? stemOf(name) : name;
    items.set(title, [...(items.get(title) ?? []), { name, path, ...found }]);
  }
  return { directory, items: [...items].map(([title, files]) => ({ title, files })), leftOut };
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    return files.map((entry) => join(entry.parentPath, entry.name)).sort();
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Failure('usage', {
      code: 'no-media',
      message: isMissing
        ? `--media: there is no folder ${directory}`
        : `--media: cannot read the folder ${directory}`,
      detail: isMissing ? undefined : reasonOf(error),
      suggestion: 'pass --media DIR with a folder of media files',
    });
  }
}

/** The field that a file fills, or why there is none. */
async function fieldFor(
  path: string,
  name: string,
  modalities: readonly Modality[],
): Promise<Pick<MediaFile, 'modality' | 'problem'> | string> {
  const named = fieldNamed(name, modalities);
  const isRegular = (await statFile(path))?.isFile();
  // Reading a pipe might never end.
  const found = isRegular ? await kindOf(path) : undefined;
  if (found === undefined || 'problem' in found)
    return named === undefined ? noField(name) : { modality: named, ...found };
  if ('leftOut' in found) return found.leftOut;
  const { kind } = found;
  if (modalities.includes(kind)) return { modality: kind };
  // Any picture can be used as such.
  if ((kind === 'thermal' || kind === 'depth') && modalities.includes('image')) return { modality: 'image' };
  return `the collection has no ${kind} field`;
}

function noField(name: string): string {
  const other = fieldNamed(name, MODALITIES);
  return other ? `the collection has no ${other} field` : 'is not a medium';
}

/** The stats of a file, following links; undefined if it does not exist. */
export async function statFile(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

/** The content of a file as Weaviate stores it: text, or base64. */
async function storedContent({ path, modality }: MediaFile): Promise<string> {
  return readFile(path, modality === 'text' ? 'utf8' : 'base64');
}

/** The object for an item. Reads its files only now, because all files together might not fit into memory. */
export async function objectOf({ title, files }: MediaItem, collection: string): Promise<WeaviateObject> {
  const fields = await Promise.all(
    files.map(async (file) => [file.modality, await storedContent(file)] as const),
  );
  return { id: objectId(collection, title), title, properties: { title, ...Object.fromEntries(fields) } };
}

/** What to search with: a text or a file. */
export type MediaQuery =
  | { readonly label: string; readonly text: string }
  | { readonly label: string; readonly file: MediaFile };

/**
 * Parses `--query`: a file if one exists with that name, otherwise a text.
 * @throws Failure (usage) for an empty text, a file that is not a medium, or a file name without a file
 */
export async function readQuery(given: string, cwd: string): Promise<MediaQuery> {
  const path = resolve(cwd, given);
  if (given.trim() !== '' && (await statFile(path))?.isFile()) {
    const found = await fieldFor(path, given, MODALITIES);
    if (typeof found !== 'string') return { label: given, file: { name: given, path, ...found } };
    throw new Failure('usage', {
      code: 'bad-value',
      message: `--query: cannot search with ${given}: it ${found}`,
      suggestion: `use a file of one of these kinds: ${MODALITIES.join(', ')}`,
    });
  }
  const field = fieldNamed(given, MODALITIES);
  if (given.trim() === '' || (field && !/\s/.test(given))) {
    throw new Failure('usage', {
      code: 'bad-value',
      message:
        given.trim() === '' ? '--query: the text is empty' : `--query: the file ${given} does not exist`,
      suggestion: 'pass --query TEXT or --query FILE',
    });
  }
  return { label: given, text: given };
}
