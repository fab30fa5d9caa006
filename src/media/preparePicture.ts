import { readFile } from 'node:fs/promises';
import type { Metadata, Sharp } from 'sharp';
import { MODEL_IMAGE_SIDE } from '../facts/imageBind/limits.ts';
import { isImage } from '../facts/imageBind/mediaFormats.ts';
import type { Modality } from '../facts/modalities.ts';
import { exifOf } from './exif.ts';
import { COPY_AGAIN, MediaError, type MediaProblem, mediaError, mediaWarning } from './mediaProblem.ts';
import { asItIs, type MediaFile, type PreparedFile, type PrepareOptions } from './preparedFile.ts';

/** The shorter side of what is sent, in pixels: half more than the model sees of it. */
export const PREPARED_SIDE = 1.5 * MODEL_IMAGE_SIDE;

/** A JPEG cannot be longer (65,535), and the model sees only the middle square. */
const MAX_LONG_SIDE = 16_000;

const QUALITY = 90;

const THUMBNAIL = { side: 160, quality: 80 } as const;

/** A file of at most this size that already is as wanted is sent as it is. */
const SMALL_BYTES = 256 * 1024;

/** Turns a picture upright and shrinks it to what the model sees and half more. */
export async function preparePicture(
  file: MediaFile,
  kind: Modality,
  options: PrepareOptions,
): Promise<PreparedFile> {
  const { libraries } = options.tools;
  if (!libraries) return asItIs(file, kind);
  const open = () => libraries.sharp(file.path, { failOn: 'error' });
  try {
    const info = await open().metadata();
    const metadata = await exifOf(info, file.path, libraries, options.location);
    const common = { metadata, warnings: warningsOf(info) };
    if (options.original) {
      const clipped = isDeepGray(info) ? await clippedProblem(open()) : undefined;
      if (clipped?.severity === 'error') throw new MediaError(clipped);
      const warnings = [...common.warnings, ...(clipped ? [clipped] : [])];
      return asItIs(file, kind, { metadata, warnings, thumbnail: await thumbnailOf(open().autoOrient()) });
    }
    const content = isAsWanted(info, file.size) ? await readFile(file.path) : await shrunk(open(), info);
    const thumbnail = await thumbnailOf(libraries.sharp(content, { failOn: 'error' }));
    return asItIs(file, kind, { ...common, thumbnail, part: async () => ({ content }) });
  } catch (error) {
    if (error instanceof MediaError) throw error;
    return unreadable(file, kind, error);
  }
}

/** A small JPEG or PNG of 8 bits that stands upright and has no transparency. */
function isAsWanted(info: Metadata, size: number): boolean {
  return (
    (info.format === 'jpeg' || info.format === 'png') &&
    (info.orientation ?? 1) === 1 &&
    Math.min(info.width, info.height) <= PREPARED_SIDE &&
    Math.max(info.width, info.height) <= MAX_LONG_SIDE &&
    info.depth === 'uchar' &&
    (info.space === 'srgb' || info.space === 'b-w') &&
    !info.hasAlpha &&
    (info.pages ?? 1) === 1 &&
    size <= SMALL_BYTES
  );
}

async function shrunk(picture: Sharp, info: Metadata): Promise<Buffer> {
  const { width, height } = info.autoOrient;
  const scale = Math.min(1, PREPARED_SIDE / Math.min(width, height));
  const scaled = (side: number) => Math.min(MAX_LONG_SIDE, Math.max(1, Math.round(side * scale)));
  const ranged = isDeepGray(info) ? picture.linear(...(await rangeOf(picture))) : picture;
  return ranged
    .autoOrient()
    .resize({ width: scaled(width), height: scaled(height), fit: 'cover' })
    .flatten({ background: 'white' })
    .toColourspace(isDeepGray(info) ? 'b-w' : 'srgb')
    .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** The model's server cuts such pictures off at 255 instead of scaling them: all that is above becomes white. */
const isDeepGray = ({ channels, depth }: Metadata) => channels <= 2 && depth !== 'uchar';

/** The factor and offset that stretch the values of a picture over the whole range of 16 bits. */
async function rangeOf(picture: Sharp): Promise<[number, number]> {
  const { channels } = await picture.clone().stats();
  const [{ min, max } = { min: 0, max: 1 }] = channels;
  const factor = max > min ? 65_535 / (max - min) : 1;
  return [factor, -min * factor];
}

/** The largest 8-bit value. All larger values become white. */
const WHITE = 255;

/** What is lost of gray of more than 8 bits that is sent as it is. (Two pictures of larger values alone: distance 0.) */
async function clippedProblem(picture: Sharp): Promise<MediaProblem | undefined> {
  const [{ max, mean } = { max: 0, mean: 0 }] = (await picture.stats()).channels;
  if (max <= WHITE) return undefined;
  const make = mean > WHITE ? mediaError : mediaWarning;
  return make(
    'is a grayscale image of more than 8 bits',
    `Pillow clips all values above ${WHITE} to white instead of scaling them: such images get the same vector, whatever they show`,
    'scale the values to 8 bits: magick FILE -auto-level -depth 8 SCALED.png (to use one range for all images, replace -auto-level with -level 0,LARGEST)',
  );
}

async function thumbnailOf(picture: Sharp): Promise<Buffer> {
  const { side, quality } = THUMBNAIL;
  return picture
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .jpeg({ quality })
    .toBuffer();
}

function warningsOf({ pages = 1, format }: Metadata): MediaProblem[] {
  // The pages of a TIFF may be one picture in several sizes.
  if (pages === 1 || format === 'tiff') return [];
  return [
    mediaWarning(
      'is animated',
      'only its first frame is used',
      'to make all of it searchable, convert it to a video: ffmpeg -i FILE VIDEO.mp4',
    ),
  ];
}

/** A picture that sharp cannot read: the inference server reads some formats that sharp does not, such as BMP and ICO. */
async function unreadable(file: MediaFile, kind: Modality, error: unknown): Promise<PreparedFile> {
  const reason = error instanceof Error ? error.message : String(error);
  if (/Input file is missing/.test(reason)) throw new MediaError(MISSING, { cause: error });
  if (/heif|HEIC/i.test(reason)) throw new MediaError(HEIC, { cause: error });
  if (/exceeds pixel limit/.test(reason)) throw new MediaError(TOO_LARGE, { cause: error });
  if (/unsupported image format/.test(reason)) {
    const content = await readFile(file.path);
    if (isImage(content)) return asItIs(file, kind);
    throw new MediaError(UNSUPPORTED, { cause: error });
  }
  // libvips says the same in several lines: `Input file has corrupt header: VipsJpeg: premature end of JPEG image`.
  const [first = ''] = reason.replace(/^Input file has corrupt header:\s*/, '').split('\n');
  throw new MediaError(mediaError('is damaged', first || 'it cannot be decoded', COPY_AGAIN), {
    cause: error,
  });
}

const MISSING = mediaError('cannot be read', 'it does not exist any more', 'run the command again');

const HEIC = mediaError(
  'is a HEIC that cannot be read',
  'neither the inference server nor the library that prepares pictures decodes HEVC, which is patented',
  'convert it: heif-convert FILE COPY.jpg (libheif), or sips -s format jpeg FILE --out COPY.jpg (macOS)',
);

const TOO_LARGE = mediaError(
  'has more than 268 million pixels',
  'decoding it would take all memory',
  'use a smaller copy: the model sees 224 by 224 pixels',
);

const UNSUPPORTED = mediaError(
  'is a picture in a format that cannot be read',
  'neither the inference server nor the library that prepares pictures knows it',
  'convert it to JPEG or PNG',
);
