import { MediaFault } from './refusal.ts';
import { carries, type Signature } from './signature.ts';

const STILL_IMAGES: readonly Signature[] = [
  [
    [0, '\x89PNG\r\n\x1a\n'],
    [12, 'IHDR'],
  ],
  [[0, '\xff\xd8\xff']],
  [[0, 'GIF87a']],
  [[0, 'GIF89a']],
  [
    [0, 'RIFF'],
    [8, 'WEBP'],
  ],
  [[0, 'II*\0']],
  [[0, 'MM\0*']],
  // JPEG 2000, as a file and bare.
  [[0, '\0\0\0\x0cjP  \r\n\x87\n']],
  [[0, '\xff\x4f\xff\x51']],
  [[0, '\0\0\x01\0']],
  [[0, 'DDS ']],
  // SGI, one byte a sample or two.
  [[0, '\x01\xda\0']],
  [[0, '\x01\xda\x01']],
];

/** The brands of AVIF, a picture and an animation. */
const AVIFS: readonly Signature[] = [[[4, 'ftypavif']], [[4, 'ftypavis']]];

/** Whether the content begins like an AVIF, which Pillow reads from 11.3 on. */
export function isAvif(bytes: Buffer): boolean {
  return AVIFS.some((signature) => carries(bytes, signature));
}

/** Portable pixmaps tell their kind and their size in text. */
const PIXMAP = /^P[1-6]\s+(?:#[^\n]*\n\s*)*\d+\s+\d+\s/;

/** Lengths of the header that follows the 14 bytes of a BMP; two letters alone would let much text pass. */
const BMP_HEADERS = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

/** Whether the content begins like a picture that Pillow reads. */
export function isImage(bytes: Buffer): boolean {
  if (isAvif(bytes) || STILL_IMAGES.some((signature) => carries(bytes, signature))) return true;
  if (PIXMAP.test(bytes.toString('latin1', 0, 200))) return true;
  return bytes.length >= 18 && carries(bytes, [[0, 'BM']]) && BMP_HEADERS.has(bytes.readUInt32LE(14));
}

/** The bytes, if they are an image. The text of the fault is Pillow's; its address is made up. */
export function requireImage(bytes: Buffer): Buffer {
  if (isImage(bytes)) return bytes;
  throw new MediaFault('cannot identify image file <_io.BytesIO object at 0x7f0000000000>');
}
