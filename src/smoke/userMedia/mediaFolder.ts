import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { Failure, reasonOf } from '../../errors.ts';
import { MODALITIES, type Modality } from '../../facts/modalities.ts';
import { fileSuffixes } from '../../stack/client.ts';
import type { WeaviateObject } from '../../weaviate/object.ts';

/** A file that fills a field of an object. */
export interface MediaFile {
  /** Path relative to the folder, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly modality: Modality;
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

/** The field that a file fills, by its suffix as in the generated clients, and the rest of its name. */
export function fieldOf(
  name: string,
  modalities: readonly Modality[],
): { modality: Modality; stem: string } | undefined {
  const found = fileSuffixes(modalities).find(({ suffix }) => name.toLowerCase().endsWith(suffix));
  return found && { modality: found.field, stem: name.slice(0, -found.suffix.length) };
}

/**
 * The media in a folder and its subfolders, selected by suffix as in the generated clients. Each file becomes an object;
 * if every object must fill every field, all files with the same stem become one object.
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
    const field = fieldOf(name, modalities);
    if (!field) {
      leftOut.push({ file: name, reason: skipReason(name) });
      continue;
    }
    const title = needsAllFields ? field.stem : name;
    items.set(title, [...(items.get(title) ?? []), { name, path, modality: field.modality }]);
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

function skipReason(name: string): string {
  const other = fieldOf(name, MODALITIES);
  return other
    ? `the collection has no ${other.modality} field`
    : 'unknown file suffix; if the content is supported, rename the file';
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
export async function objectOf({ title, files }: MediaItem): Promise<WeaviateObject> {
  const fields = await Promise.all(
    files.map(async (file) => [file.modality, await storedContent(file)] as const),
  );
  return { id: titleId(title), title, properties: { title, ...Object.fromEntries(fields) } };
}

/** The DNS namespace (RFC 9562), which `generate_uuid5` of weaviate-client uses too. */
const NAMESPACE = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

/** The object id for a title, the same as in the generated clients, whose later import then replaces the object. */
export function titleId(title: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(title).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What to search with: a text or a file. */
export type MediaQuery =
  | { readonly label: string; readonly text: string }
  | { readonly label: string; readonly file: MediaFile };

/**
 * Parses `--query`: a file if one exists with that name, otherwise a text.
 * @throws Failure (usage) for an empty text, a file with an unknown suffix, or a file name without a file
 */
export async function readQuery(given: string, cwd: string): Promise<MediaQuery> {
  const path = resolve(cwd, given);
  const field = fieldOf(given, MODALITIES);
  if (given.trim() !== '' && (await statFile(path))?.isFile()) {
    if (field) return { label: given, file: { name: given, path, modality: field.modality } };
    throw new Failure('usage', {
      code: 'bad-value',
      message: `--query: cannot search with ${given}: unknown file suffix`,
      suggestion: `use a file that ends in ${fileSuffixes(MODALITIES)
        .map(({ suffix }) => suffix)
        .join(', ')}`,
    });
  }
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
