import { extname } from 'node:path';
import { reasonOf } from '../errors.ts';
import { MOTION_COLUMNS } from '../facts/imageBind/limits.ts';
import { isAudio, isImage, isVideo } from '../facts/imageBind/mediaFormats.ts';
import type { Modality } from '../facts/modalities.ts';
import { beginningOf } from './beginningOf.ts';
import { type MediaProblem, mediaError } from './mediaProblem.ts';
import { tableKind } from './motion.ts';
import { encodingOf, markedEncoding } from './textEncoding.ts';

/** The kind of a file, why it is not a medium, or what is wrong with it. */
export type FileKind =
  | { readonly kind: Modality }
  /** Not a medium, such as a PDF or a program: `is PDF (application/pdf)`. A folder may have many. */
  | { readonly leftOut: string }
  | { readonly problem: MediaProblem };

/** Names of thermal and depth pictures, whose content is that of any picture: `dog.thermal.png`. */
const PICTURE_NAME = /\.(thermal|depth)\.[a-z0-9]+$/i;

/** Endings that promise a medium: other content in such a file is damage, not another kind of file. */
const MEDIA_ENDINGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['.png', '.jpg', '.jpeg', '.jfif', '.tif', '.tiff', '.webp', '.gif', '.bmp'],
      ...['.heic', '.heif', '.avif', '.jp2'],
    ].map((ending) => [ending, 'a picture']),
  ),
  ...Object.fromEntries(
    ['.wav', '.flac', '.ogg', '.opus', '.aiff', '.aif', '.au', '.mp3', '.m4a', '.aac', '.wma', '.amr'].map(
      (ending) => [ending, 'audio'],
    ),
  ),
  ...Object.fromEntries(
    ['.mp4', '.m4v', '.mov', '.avi', '.mkv', '.webm', '.wmv', '.flv', '.mpg', '.mpeg', '.3gp', '.y4m'].map(
      (ending) => [ending, 'a video'],
    ),
  ),
};

/** Endings of texts that people read. Their content may be in an old encoding, which no program can recognize. */
const TEXT_ENDINGS = new Set(['.txt', '.md', '.markdown', '.rst', '.org', '.tex', '.srt', '.vtt']);

/** Whether a name ends like that of a medium. */
export function hasMediaEnding(name: string): boolean {
  const ending = extname(name).toLowerCase();
  return Object.hasOwn(MEDIA_ENDINGS, ending) || TEXT_ENDINGS.has(ending) || ending === '.csv';
}

/**
 * The kind of a file by its content. Only thermal and depth pictures have their kind in their name.
 * @param file absolute path
 */
export async function kindOf(file: string): Promise<FileKind> {
  let bytes: Buffer;
  try {
    bytes = await beginningOf(file);
  } catch (error) {
    return { problem: mediaError('cannot be read', reasonOf(error), 'check its permissions') };
  }
  if (bytes.length === 0) {
    return {
      problem: mediaError(
        'is empty',
        'an empty file cannot be vectorized',
        'remove the file, or restore its content',
      ),
    };
  }
  const promised = MEDIA_ENDINGS[extname(file).toLowerCase()];
  const found = await formatOf(bytes);
  if (found.kind === 'image') return { kind: pictureKind(file) };
  if (found.kind !== undefined) return { kind: found.kind };
  if (promised !== undefined) {
    return {
      problem: mediaError(
        `is not ${promised}: ${found.name}`,
        `its name ends like that of ${promised}, and its content is not one`,
        'restore its content, or rename it to match its content',
      ),
    };
  }
  if (found.name === 'text') {
    const table = tableKind(bytes);
    if (table === 'table')
      return { leftOut: `is a table of numbers, not of ${MOTION_COLUMNS} columns for motion` };
    return { kind: table === 'motion' ? 'imu' : 'text' };
  }
  if (TEXT_ENDINGS.has(extname(file).toLowerCase())) return { kind: 'text' };
  return { leftOut: `is ${found.name}` };
}

const pictureKind = (file: string): Modality =>
  (PICTURE_NAME.exec(file)?.[1]?.toLowerCase() as 'thermal' | 'depth' | undefined) ?? 'image';

interface Format {
  readonly kind?: Modality;
  /** `MP3 (audio/mpeg)`, `text`, `of an unknown type`. */
  readonly name: string;
}

/** Types of file-type that are media although their MIME type does not say so. */
const CONTAINERS: Readonly<Record<string, Modality>> = {
  'application/ogg': 'audio',
  'application/vnd.ms-asf': 'video',
  'application/mxf': 'video',
};

/** The format of a file by its first bytes. */
async function formatOf(bytes: Buffer): Promise<Format> {
  // The mark of UTF-16 also begins an MP3 of the rare layer 1.
  if (markedEncoding(bytes) && encodingOf(bytes)) return { name: 'text' };
  // Loaded on demand: 0.2 MB.
  const { fileTypeFromBuffer } = await import('file-type');
  const known = await fileTypeFromBuffer(bytes);
  const name = known && `${known.ext.toUpperCase()} (${known.mime})`;
  const [group = ''] = known?.mime.split('/') ?? [];
  if (known && name !== undefined) {
    const container = CONTAINERS[known.mime];
    if (container !== undefined) return { kind: container, name };
    if (group === 'audio' || group === 'video' || (group === 'image' && known.ext !== 'icns'))
      return { kind: group, name };
  }
  // What the inference server reads and file-type does not know: VOC, pixmaps, raw MPEG, …
  if (isImage(bytes)) return { kind: 'image', name: name ?? 'a picture' };
  if (isAudio(bytes)) return { kind: 'audio', name: name ?? 'audio' };
  if (isVideo(bytes)) return { kind: 'video', name: name ?? 'a video' };
  if (name !== undefined) return { name };
  if (encodingOf(bytes) === undefined) return { name: 'of an unknown type' };
  return { name: isProgramData(bytes) ? 'data for programs' : 'text' };
}

/** JSON, XML and the like: a folder of pictures often has one beside each picture (Google Takeout, XMP). */
function isProgramData(bytes: Buffer): boolean {
  return /^\s*(?:<\?xml|<svg|<x:xmpmeta|[[{]\s*(?:["{[\]}]|-?\d))/.test(bytes.toString('utf8', 0, 1000));
}
