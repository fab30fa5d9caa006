import { pictureRefusal, WORDS } from '../../../facts/imageBind/answers.ts';
import { carries, isAvif } from '../../../facts/imageBind/mediaFormats.ts';
import { type MediumFault, mediumError, mediumWarning, refusedWith } from '../mediaReport.ts';
import { contentKind } from './contentKind.ts';
import { AGAIN, cutOff, damaged, sizeFault } from './pictureFaults.ts';
import { examinePng } from './png.ts';
import { examineTiff } from './tiff.ts';

/** What is wrong with a picture. Its pixels are not decoded, or only where that is cheap. */
export async function examinePicture(bytes: Buffer): Promise<MediumFault | undefined> {
  const words = pictureRefusal(bytes);
  if (words !== undefined) {
    const kind = await contentKind(bytes);
    return mediumError(
      `is no picture: ${kind}`,
      refusedWith(words),
      'convert it to PNG or JPEG, or name it after what it is',
    );
  }
  if (carries(bytes, [[1, 'PNG']])) return examinePng(bytes);
  if (carries(bytes, [[0, '\xff\xd8']])) return examineJpeg(bytes);
  if (carries(bytes, [[8, 'WEBP']])) return examineWebp(bytes);
  if (carries(bytes, [[0, 'GIF']])) return examineGif(bytes);
  if (carries(bytes, [[0, 'BM']])) return examineBmp(bytes);
  if (carries(bytes, [[0, 'II*\0']]) || carries(bytes, [[0, 'MM\0*']])) return examineTiff(bytes);
  if (isAvif(bytes)) {
    return mediumWarning(
      'is AVIF',
      'Pillow reads it from version 11.3 on, and the inference server pins no version: an older image refuses it',
      'convert it to PNG or JPEG, if it is refused: magick FILE PICTURE.png',
    );
  }
  return undefined;
}

/** The mark of its end must be there, and its first frame header tells its size. */
function examineJpeg(bytes: Buffer): MediumFault | undefined {
  if (!bytes.includes('\xff\xd9', 2, 'latin1')) return cutOff('JPEG');
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const kind = bytes.readUInt8(at + 1);
    // SOF0 to SOF15; DHT, JPG and DAC lie between them.
    if (kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind)) {
      return sizeFault(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/** A WebP tells its length in front, and its decoder insists on all of it. */
function examineWebp(bytes: Buffer): MediumFault | undefined {
  if (bytes.readUInt32LE(4) + 8 > bytes.length) {
    return mediumError('is a WebP that is cut off', refusedWith(WORDS.brokenWebp), AGAIN);
  }
  if (!carries(bytes, [[8, 'WEBPVP8X']]) || ((bytes[20] ?? 0) & 2) === 0) return undefined;
  return mediumWarning(
    'is animated',
    'only its first frame counts',
    'make a video of it, if the movement matters',
  );
}

/** Compressions of a BMP whose rows all have the same length: none, and masks. */
const PLAIN_BMP = new Set([0, 3, 6]);

/** What is wrong with a BMP: its rows must all be there. */
function examineBmp(bytes: Buffer): MediumFault | undefined {
  if (bytes.length < 26) return cutOff('BMP');
  const isOld = bytes.readUInt32LE(14) === 12;
  if (!isOld && bytes.length < 34) return cutOff('BMP');
  const width = isOld ? bytes.readUInt16LE(18) : Math.abs(bytes.readInt32LE(18));
  const height = isOld ? bytes.readUInt16LE(20) : Math.abs(bytes.readInt32LE(22));
  const size = sizeFault(width, height);
  if (size) return size;
  const bits = bytes.readUInt16LE(isOld ? 24 : 28);
  if (!isOld && !PLAIN_BMP.has(bytes.readUInt32LE(30))) return undefined;
  // Rows are padded to four bytes; the last one need not be.
  const row = Math.ceil((width * bits) / 8);
  const needed = bytes.readUInt32LE(10) + 4 * Math.ceil(row / 4) * (height - 1) + row;
  return needed > bytes.length ? cutOff('BMP') : undefined;
}

/** Bytes of the mark of a GIF and the description of its screen. */
const GIF_HEADER = 13;

/** Bytes of a table of colours, from the flags that announce it. */
const colorBytes = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** What is wrong with a GIF: only its first picture counts, so only that one has to be complete. */
function examineGif(bytes: Buffer): MediumFault | undefined {
  if (bytes.length < GIF_HEADER) return damaged('is a GIF that ends in its header', WORDS.noPicture);
  const size = sizeFault(bytes.readUInt16LE(6), bytes.readUInt16LE(8));
  if (size) return size;
  for (let at = GIF_HEADER + colorBytes(bytes.readUInt8(10)); at < bytes.length; ) {
    const kind = bytes[at];
    if (kind === 0x3b) break;
    if (kind === 0x2c) {
      if (at + 11 > bytes.length) return cutOff('GIF');
      // Place and size, flags, colours, the width of the codes.
      const data = at + 10 + colorBytes(bytes.readUInt8(at + 9)) + 1;
      return endOfBlocks(bytes, data) === undefined ? cutOff('GIF') : undefined;
    }
    if (kind === 0x21) {
      const end = endOfBlocks(bytes, at + 2);
      if (end === undefined) return cutOff('GIF');
      at = end;
    } else at += 1;
  }
  return damaged('is a GIF without a picture', WORDS.noPicture);
}

/** The place behind a list of blocks, each with its length before it; undefined where the file ends before. */
function endOfBlocks(bytes: Buffer, from: number): number | undefined {
  let at = from;
  while (at < bytes.length) {
    const length = bytes.readUInt8(at);
    if (length === 0) return at + 1;
    at += 1 + length;
  }
  // Pillow does without the mark behind the last block.
  return at === bytes.length ? at : undefined;
}
