import { readFile } from 'node:fs/promises';
import type { SmokeObject } from '../objects.ts';
import type { MediaFile, MediaItem } from './mediaFolder.ts';
import { titleId } from './titleId.ts';

/** A file as Weaviate stores it: text, or base64. */
async function stored({ path, modality }: MediaFile): Promise<string> {
  return readFile(path, modality === 'text' ? 'utf8' : 'base64');
}

/** The object of an item, its files read now: all of them together might not fit into memory. */
export async function objectOf({ title, files }: MediaItem): Promise<SmokeObject> {
  const fields = await Promise.all(files.map(async (file) => [file.modality, await stored(file)] as const));
  return { id: titleId(title), title, properties: { title, ...Object.fromEntries(fields) } };
}
