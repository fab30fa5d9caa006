import { isAvif, requireImage } from '../../../stub/image.ts';
import { carries } from '../../../stub/signature.ts';
import { error, type FileFault, warning } from '../finding.ts';
import { examineBmp } from './bmp.ts';
import { contentKind } from './contentKind.ts';
import { examineGif } from './gif.ts';
import { cutOff, sizeFault } from './pictureFaults.ts';
import { examinePng } from './png.ts';
import { refusedWith, serverWords } from './serverWords.ts';
import { examineTiff } from './tiff.ts';

/** What is wrong with a picture. Its pixels are not decoded, or only where that is cheap. */
export async function examinePicture(bytes: Buffer): Promise<FileFault | undefined> {
  const words = serverWords(() => requireImage(bytes));
  if (words !== undefined) {
    const kind = await contentKind(bytes);
    return error(
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
    return warning(
      'is AVIF',
      'Pillow reads it from version 11.3 on, and the inference server pins no version: an older image refuses it',
      'convert it to PNG or JPEG, if it is refused: magick FILE PICTURE.png',
    );
  }
  return undefined;
}

/** The mark of its end must be there, and its first frame header tells its size. */
function examineJpeg(bytes: Buffer): FileFault | undefined {
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
function examineWebp(bytes: Buffer): FileFault | undefined {
  if (bytes.readUInt32LE(4) + 8 > bytes.length) {
    return error(
      'is a WebP that is cut off',
      refusedWith('could not create decoder object'),
      'copy or download the file again',
    );
  }
  if (!carries(bytes, [[8, 'WEBPVP8X']]) || ((bytes[20] ?? 0) & 2) === 0) return undefined;
  return warning('is animated', 'only its first frame counts', 'make a video of it, if the movement matters');
}
