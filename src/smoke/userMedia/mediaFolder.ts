import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { Failure, reasonOf } from '../../errors.ts';
import { MODALITIES, type Modality } from '../../facts/modalities.ts';
import { fileSuffixes } from '../../stack/client.ts';
import type { SmokeObject } from '../objects.ts';

/** A file that goes into a field. */
export interface MediaFile {
  /** Relative to the folder, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly modality: Modality;
}

/** What becomes one object. */
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
  /** Files that are no business of this collection. */
  readonly leftOut: readonly SkippedFile[];
}

/** What a file fills, by the end of its name, as in the generated clients; and the title that this leaves. */
export function fieldOf(
  name: string,
  modalities: readonly Modality[],
): { modality: Modality; stem: string } | undefined {
  const found = fileSuffixes(modalities).find(({ suffix }) => name.toLowerCase().endsWith(suffix));
  return found && { modality: found.field, stem: name.slice(0, -found.suffix.length) };
}

/**
 * The media in a folder and in those below it, as the generated clients take them: by the end of their names, one
 * object a file; or, where every object must fill every field, one object for all files with a common stem.
 * @param directory absolute
 * @throws Failure (usage) when the folder cannot be read
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
    const place = fieldOf(name, modalities);
    if (!place) {
      leftOut.push({ file: name, reason: skipReason(name) });
      continue;
    }
    const title = needsAllFields ? place.stem : name;
    items.set(title, [...(items.get(title) ?? []), { name, path, modality: place.modality }]);
  }
  return { directory, items: [...items].map(([title, files]) => ({ title, files })), leftOut };
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    return files.map((entry) => join(entry.parentPath, entry.name)).sort();
  } catch (error) {
    throw new Failure('usage', {
      code: 'no-media',
      message: `--media: ${directory} is no folder that can be read`,
      detail: reasonOf(error),
      suggestion: '--media DIR, a folder with pictures, sounds, texts and so on',
    });
  }
}

function skipReason(name: string): string {
  const other = fieldOf(name, MODALITIES);
  return other
    ? `${other.modality} is not among the modalities of the collection`
    : 'its ending is none that bindstack knows; the model goes by content, so another name may do';
}

/** The facts of a file, a link followed; undefined where there is none. */
export async function statFile(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

/** A file as Weaviate stores it: text, or base64. */
async function storedContent({ path, modality }: MediaFile): Promise<string> {
  return readFile(path, modality === 'text' ? 'utf8' : 'base64');
}

/** The object of an item, its files read now: all of them together might not fit into memory. */
export async function objectOf({ title, files }: MediaItem): Promise<SmokeObject> {
  const fields = await Promise.all(
    files.map(async (file) => [file.modality, await storedContent(file)] as const),
  );
  return { id: titleId(title), title, properties: { title, ...Object.fromEntries(fields) } };
}

/** The namespace of domain names (RFC 9562), which `generate_uuid5` of weaviate-client uses too. */
const NAMESPACE = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

/** The id of a title, as the generated clients make it: what they import later replaces, and does not double. */
export function titleId(title: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(title).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What to search for: a text as it is, or a file. */
export type MediaQuery =
  | { readonly shown: string; readonly text: string }
  | { readonly shown: string; readonly file: MediaFile };

/**
 * What `--query` means: a file if there is one of that name, a text otherwise.
 * @throws Failure (usage) for an empty text, a file of no known kind, and for what looks like a file that is not there
 */
export async function readQuery(given: string, cwd: string): Promise<MediaQuery> {
  const path = resolve(cwd, given);
  const place = fieldOf(given, MODALITIES);
  if (given.trim() !== '' && (await statFile(path))?.isFile()) {
    if (place) return { shown: given, file: { name: given, path, modality: place.modality } };
    throw new Failure('usage', {
      code: 'bad-value',
      message: `--query: ${given} is a file of no kind that can be searched with`,
      suggestion: `one that ends in ${fileSuffixes(MODALITIES)
        .map(({ suffix }) => suffix)
        .join(', ')}`,
    });
  }
  if (given.trim() === '' || (place && !/\s/.test(given))) {
    throw new Failure('usage', {
      code: 'bad-value',
      message: given.trim() === '' ? '--query: an empty text' : `--query: there is no file ${given}`,
      suggestion: '--query "what it shows", or --query FILE',
    });
  }
  return { shown: given, text: given };
}
