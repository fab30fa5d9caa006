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
];

/** Lengths of the header that follows the 14 bytes of a BMP; two letters alone would let much text pass. */
const BMP_HEADERS = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

/** Whether the content begins like a PNG, JPEG, GIF, WebP, TIFF or BMP. */
export function isImage(bytes: Buffer): boolean {
  if (STILL_IMAGES.some((signature) => carries(bytes, signature))) return true;
  return bytes.length >= 18 && carries(bytes, [[0, 'BM']]) && BMP_HEADERS.has(bytes.readUInt32LE(14));
}

/** The bytes, if they are an image. The text of the fault is Pillow's; its address is made up. */
export function requireImage(bytes: Buffer): Buffer {
  if (isImage(bytes)) return bytes;
  throw new MediaFault('cannot identify image file <_io.BytesIO object at 0x7f0000000000>');
}
