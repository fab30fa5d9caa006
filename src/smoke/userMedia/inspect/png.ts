import { constants, crc32, inflateSync } from 'node:zlib';
import { hasSignature } from '../../../facts/imageBind/mediaFormats.ts';
import { ERROR_TEXTS } from '../../../facts/imageBind/serverErrors.ts';
import { type MediaProblem, mediaWarning } from '../mediaReport.ts';
import {
  COPY_AGAIN,
  damaged,
  deepGrayProblem,
  shareAboveWhite,
  sizeProblem,
  truncated,
} from './imageProblems.ts';

interface Header {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly depth: number;
  readonly colorType: number;
  readonly isInterlaced: boolean;
}

/** Samples per pixel, by color type. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Larger images are not decompressed. */
const MAX_DECOMPRESSED_BYTES = 256 * 1024 ** 2;

/**
 * What is wrong with a PNG, if anything. Its pixels are decompressed, and decoded only if their values matter. Pillow
 * does not need the IEND chunk: it accepts a file that ends after its pixels.
 */
export function inspectPng(bytes: Buffer): MediaProblem | undefined {
  if (bytes.length < 33) return truncated('PNG');
  if (crc32(bytes.subarray(12, 29)) !== bytes.readUInt32BE(29)) {
    return damaged('is a PNG with a damaged header', ERROR_TEXTS.noPicture);
  }
  const header = {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    depth: bytes.readUInt8(24),
    colorType: bytes.readUInt8(25),
    isInterlaced: bytes.readUInt8(28) !== 0,
  };
  const size = sizeProblem(header.width, header.height);
  if (size) return size;
  const { data, isTruncated } = compressedPixels(bytes);
  if (data.length === 0) {
    return isTruncated ? truncated('PNG') : damaged('is a PNG without pixels', ERROR_TEXTS.noPixels);
  }
  return pixelProblem(header, Buffer.concat(data), isTruncated);
}

/** The content of the IDAT chunks, up to the next other chunk. */
function compressedPixels(bytes: Buffer): { data: Buffer[]; isTruncated: boolean } {
  const data: Buffer[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at);
    const isPixels = hasSignature(bytes, [[at + 4, 'IDAT']]);
    if (data.length > 0 && !isPixels) break;
    if (isPixels) data.push(bytes.subarray(at + 8, Math.min(end, bytes.length)));
    if (end > bytes.length) return { data, isTruncated: true };
    at = end + 4;
  }
  return { data, isTruncated: false };
}

function pixelProblem(header: Header, compressed: Buffer, isTruncated: boolean): MediaProblem | undefined {
  const bits = header.depth * (SAMPLES[header.colorType] ?? 1);
  const rowBytes = 1 + Math.ceil((header.width * bits) / 8);
  const isDeep = header.depth === 16 && header.colorType === 0;
  // The passes of an interlaced image have different sizes.
  const needed = rowBytes * header.height;
  if (header.isInterlaced || needed > MAX_DECOMPRESSED_BYTES) {
    if (isTruncated) return truncated('PNG');
    return isDeep ? deepGrayProblem('16-bit', undefined) : undefined;
  }
  let rows: Buffer;
  try {
    // The end of the stream may be missing as long as all pixels are there.
    rows = inflateSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: needed + 65_536 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'Z_DATA_ERROR')) return undefined;
    return damaged('is a PNG with damaged pixels', ERROR_TEXTS.brokenPixels);
  }
  if (rows.length < needed) return truncated('PNG');
  if (isTruncated) {
    return mediaWarning(
      'is a PNG whose last bytes are missing',
      'all pixels are there, but some versions of Pillow reject it',
      COPY_AGAIN,
    );
  }
  return isDeep
    ? deepGrayProblem('16-bit', shareAboveWhite(valuesIn(rows, rowBytes, header.height)))
    : undefined;
}

/** The Paeth predictor (W3C PNG, 9.4). */
function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [left, up, corner].map((neighbor) => Math.abs(estimate - neighbor)) as [
    number,
    number,
    number,
  ];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** The values of a 16-bit grayscale image. Its rows are decoded in place. */
function* valuesIn(rows: Buffer, rowBytes: number, height: number): Generator<number> {
  for (let y = 0; y < height; y += 1) {
    const start = y * rowBytes;
    const filter = rows[start];
    for (let i = 1; i < rowBytes; i += 1) {
      const at = start + i;
      const left = i > 2 ? (rows[at - 2] ?? 0) : 0;
      const up = y > 0 ? (rows[at - rowBytes] ?? 0) : 0;
      const corner = i > 2 && y > 0 ? (rows[at - rowBytes - 2] ?? 0) : 0;
      const added = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      rows[at] = ((rows[at] ?? 0) + added) & 255;
    }
    for (let at = start + 1; at + 1 < start + rowBytes; at += 2) yield rows.readUInt16BE(at);
  }
}
