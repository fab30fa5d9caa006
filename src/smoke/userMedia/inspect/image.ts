import { hasSignature, isAvif } from '../../../facts/imageBind/mediaFormats.ts';
import { ERROR_TEXTS, imageError } from '../../../facts/imageBind/serverErrors.ts';
import { type MediaProblem, mediaError, mediaWarning, serverError } from '../mediaReport.ts';
import { contentType } from './contentType.ts';
import { COPY_AGAIN, damaged, sizeProblem, truncated } from './imageProblems.ts';
import { inspectPng } from './png.ts';
import { inspectTiff } from './tiff.ts';

/** What is wrong with an image, if anything. Pixels are only decoded if that is cheap. */
export async function inspectImage(bytes: Buffer): Promise<MediaProblem | undefined> {
  const rejection = imageError(bytes);
  if (rejection !== undefined) {
    const kind = await contentType(bytes);
    return mediaError(
      `is not an image: ${kind}`,
      serverError(rejection),
      'convert it to PNG or JPEG, or rename it to match its content',
    );
  }
  if (hasSignature(bytes, [[1, 'PNG']])) return inspectPng(bytes);
  if (hasSignature(bytes, [[0, '\xff\xd8']])) return inspectJpeg(bytes);
  if (hasSignature(bytes, [[8, 'WEBP']])) return inspectWebp(bytes);
  if (hasSignature(bytes, [[0, 'GIF']])) return inspectGif(bytes);
  if (hasSignature(bytes, [[0, 'BM']])) return inspectBmp(bytes);
  if (hasSignature(bytes, [[0, 'II*\0']]) || hasSignature(bytes, [[0, 'MM\0*']])) return inspectTiff(bytes);
  if (isAvif(bytes)) {
    return mediaWarning(
      'is an AVIF image',
      'Pillow reads AVIF from version 11.3 on; the inference server does not pin a version, so older container images reject it',
      'if it is rejected, convert it to PNG or JPEG: magick FILE IMAGE.png',
    );
  }
  return undefined;
}

/** A JPEG must contain the end marker. Its size is in the first frame header. */
function inspectJpeg(bytes: Buffer): MediaProblem | undefined {
  if (!bytes.includes('\xff\xd9', 2, 'latin1')) return truncated('JPEG');
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const kind = bytes.readUInt8(at + 1);
    // SOF0 to SOF15, except DHT, JPG and DAC, which are in this range too.
    if (kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind)) {
      return sizeProblem(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/** The header of a WebP contains its length, and the decoder requires all of it. */
function inspectWebp(bytes: Buffer): MediaProblem | undefined {
  if (bytes.readUInt32LE(4) + 8 > bytes.length) {
    return mediaError('is a truncated WebP', serverError(ERROR_TEXTS.brokenWebp), COPY_AGAIN);
  }
  if (!hasSignature(bytes, [[8, 'WEBPVP8X']]) || ((bytes[20] ?? 0) & 2) === 0) return undefined;
  return mediaWarning(
    'is animated',
    'only its first frame is used',
    'convert it to a video if the movement matters',
  );
}

/** BMP compression types with rows of equal length: none, and bit fields. */
const FIXED_ROW_COMPRESSIONS = new Set([0, 3, 6]);

/** A BMP must contain all of its rows. */
function inspectBmp(bytes: Buffer): MediaProblem | undefined {
  if (bytes.length < 26) return truncated('BMP');
  const isOld = bytes.readUInt32LE(14) === 12;
  if (!isOld && bytes.length < 34) return truncated('BMP');
  const width = isOld ? bytes.readUInt16LE(18) : Math.abs(bytes.readInt32LE(18));
  const height = isOld ? bytes.readUInt16LE(20) : Math.abs(bytes.readInt32LE(22));
  const size = sizeProblem(width, height);
  if (size) return size;
  const bits = bytes.readUInt16LE(isOld ? 24 : 28);
  if (!isOld && !FIXED_ROW_COMPRESSIONS.has(bytes.readUInt32LE(30))) return undefined;
  // Rows are padded to four bytes, except possibly the last one.
  const row = Math.ceil((width * bits) / 8);
  const needed = bytes.readUInt32LE(10) + 4 * Math.ceil(row / 4) * (height - 1) + row;
  return needed > bytes.length ? truncated('BMP') : undefined;
}

/** Size of the signature and the screen descriptor of a GIF, in bytes. */
const GIF_HEADER = 13;

/** Size of a color table in bytes, from its flags. */
const colorBytes = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** Only the first frame of a GIF is used, so only that one must be complete. */
function inspectGif(bytes: Buffer): MediaProblem | undefined {
  if (bytes.length < GIF_HEADER)
    return damaged('is a GIF that is truncated in its header', ERROR_TEXTS.noPicture);
  const size = sizeProblem(bytes.readUInt16LE(6), bytes.readUInt16LE(8));
  if (size) return size;
  for (let at = GIF_HEADER + colorBytes(bytes.readUInt8(10)); at < bytes.length; ) {
    const kind = bytes[at];
    if (kind === 0x3b) break;
    if (kind === 0x2c) {
      if (at + 11 > bytes.length) return truncated('GIF');
      // Position and size, flags, color table, code size.
      const data = at + 10 + colorBytes(bytes.readUInt8(at + 9)) + 1;
      return endOfBlocks(bytes, data) === undefined ? truncated('GIF') : undefined;
    }
    if (kind === 0x21) {
      const end = endOfBlocks(bytes, at + 2);
      if (end === undefined) return truncated('GIF');
      at = end;
    } else at += 1;
  }
  return damaged('is a GIF without a frame', ERROR_TEXTS.noPicture);
}

/** The offset after a list of length-prefixed blocks; undefined if the file ends before the list does. */
function endOfBlocks(bytes: Buffer, from: number): number | undefined {
  let at = from;
  while (at < bytes.length) {
    const length = bytes.readUInt8(at);
    if (length === 0) return at + 1;
    at += 1 + length;
  }
  // Pillow does not need the terminator after the last block.
  return at === bytes.length ? at : undefined;
}
