import { MODALITIES, type Modality } from '../facts/modalities.ts';
import { kindOf } from '../media/kind.ts';
import type { MediaProblem } from '../media/mediaProblem.ts';
import { mediaError } from '../media/mediaProblem.ts';
import type { WalkedFile } from '../media/walk.ts';

/** The files that become one object, or the parts of one file. */
export interface MediaUnit {
  /** As in the property `path`. */
  readonly path: string;
  readonly files: readonly WalkedFile[];
}

/** Bytes of all files together. */
export const sizeOf = ({ files }: MediaUnit) => files.reduce((sum, { size }) => sum + size, 0);

/** When a file was last changed. */
export const modifiedOf = ({ files }: MediaUnit) =>
  new Date(Math.max(...files.map(({ modified }) => Math.floor(modified.getTime()))));

/** What a unit turns out to be: a file for each kind; nothing to import; or something that is wrong. */
export type UnitContent =
  | { readonly fields: ReadonlyMap<Modality, WalkedFile> }
  | { readonly skipped: string }
  | { readonly problem: MediaProblem };

/**
 * Tells the kinds of the files by their content.
 * @param kinds that the collection has a field for
 * @param isCombined whether every object must fill every field
 */
export async function contentOf(
  { files }: MediaUnit,
  kinds: readonly Modality[],
  isCombined: boolean,
): Promise<UnitContent> {
  const fields = new Map<Modality, WalkedFile>();
  for (const file of files) {
    const found = await kindOf(file.file);
    if ('problem' in found) return found;
    if ('leftOut' in found) {
      if (files.length === 1) return { skipped: found.leftOut };
      continue;
    }
    const { kind } = found;
    if (!kinds.includes(kind)) {
      if (files.length === 1) return { skipped: noField(kind) };
      continue;
    }
    const other = fields.get(kind);
    if (other) return { problem: twoFiles(kind, [other.path, file.path]) };
    fields.set(kind, file);
  }
  if (fields.size === 0) return { skipped: 'are no media' };
  const missing = isCombined ? kinds.filter((kind) => !fields.has(kind)) : [];
  return missing.length > 0 ? { problem: incomplete(missing) } : { fields };
}

/** Why files are left out. Follows their number: `are audio`. */
export const noField = (kind: Modality) => `are ${kind}, which the collection has no field for`;

export const twoFiles = (kind: Modality, names: readonly string[]) =>
  mediaError(
    `has two files for ${kind}: ${names.join(', ')}`,
    'an object has one file per field',
    'rename one of them, so it becomes a separate object',
  );

export const incomplete = (missing: readonly Modality[]) =>
  mediaError(
    `has no ${missing.join(' and no ')}`,
    'with balanced or separate vectors, Weaviate computes wrong vectors for incomplete objects or loses them',
    'add the missing file with the same name except for the ending, or generate the collection with --vectors shared',
  );

/** Part of the name of a thermal or depth picture. */
const PICTURE_KIND = /\.(?:thermal|depth)$/i;

/** A path without what tells the kind: files of one stem can form one object. */
export const stemOf = (path: string) => path.replace(/\.[^./]+$/, '').replace(PICTURE_KIND, '');

/**
 * The units of the files of a folder. If every object must fill every field, files of one folder whose names are equal
 * but for their endings form one.
 */
export function* unitsOf(
  name: string,
  files: readonly WalkedFile[],
  isCombined: boolean,
): Generator<MediaUnit> {
  const pathOf = (path: string) => `${name}/${path}`.normalize('NFC');
  if (!isCombined) {
    for (const file of files) yield { path: pathOf(file.path), files: [file] };
    return;
  }
  const byStem = new Map<string, WalkedFile[]>();
  for (const file of files) {
    const stem = stemOf(file.path);
    byStem.set(stem, [...(byStem.get(stem) ?? []), file]);
  }
  for (const [stem, group] of byStem) yield { path: pathOf(stem), files: group };
}

/** The kinds of a collection in their usual order. */
export const inOrder = (fields: ReadonlyMap<Modality, WalkedFile>) =>
  MODALITIES.flatMap((kind) => {
    const file = fields.get(kind);
    return file ? [[kind, file] as const] : [];
  });
