import { constants, inflateSync } from 'node:zlib';
import { ERROR_TEXTS } from '../../../facts/imageBind/serverErrors.ts';
import type { MediaProblem } from '../mediaReport.ts';
import { damaged, deepGrayProblem, shareAboveWhite, sizeProblem, truncated } from './imageProblems.ts';

/** Tags in the first directory (TIFF 6.0). */
const WIDTH = 256;
const HEIGHT = 257;
const BITS = 258;
const COMPRESSION = 259;
const STRIPS = 273;
const SAMPLES = 277;
const STRIP_BYTES = 279;
const PREDICTOR = 317;
const TILES = 324;
const TILE_BYTES = 325;
const SAMPLE_FORMAT = 339;

/** Values of SampleFormat. */
const SIGNED = 2;
const FLOAT = 3;

/** Size of a value in bytes, by type. BYTE, SHORT and LONG are the types used for sizes. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };

type Tags = ReadonlyMap<number, readonly number[]>;

/** What is wrong with a TIFF, if anything: its first image must be complete, in a format that Pillow supports. */
export function inspectTiff(bytes: Buffer): MediaProblem | undefined {
  const isBig = bytes[0] === 0x4d;
  const tags = bytes.length < 8 ? undefined : readTags(bytes, isBig);
  if (!tags) return damaged('is a TIFF that is truncated before its directory', ERROR_TEXTS.noPicture);
  const first = (tag: number, otherwise: number) => tags.get(tag)?.[0] ?? otherwise;
  const size = sizeProblem(first(WIDTH, 0), first(HEIGHT, 0));
  if (size) return size;
  const [bits, samples, kind] = [first(BITS, 1), first(SAMPLES, 1), first(SAMPLE_FORMAT, 1)];
  // Pillow supports 32-bit floats, one per pixel (TiffImagePlugin.py OPEN_INFO).
  if (kind === FLOAT && (bits !== 32 || samples !== 1)) {
    return damaged(
      `is a TIFF with ${samples === 1 ? '' : `${samples} values per pixel as `}${bits}-bit floats`,
      ERROR_TEXTS.noPicture,
      'convert it to PNG and scale the values to 8 bits: magick FILE -auto-level -depth 8 SCALED.png',
    );
  }
  const places = tags.get(STRIPS) ?? tags.get(TILES) ?? [];
  const lengths = tags.get(STRIP_BYTES) ?? tags.get(TILE_BYTES) ?? [];
  if (places.some((place, i) => place + (lengths[i] ?? 0) > bytes.length)) return truncated('TIFF');
  if (samples !== 1 || bits < 16) return undefined;
  const pixels = tags.has(TILES) ? undefined : valuesOf(bytes, places, lengths, tags, isBig);
  return deepGrayProblem(`${bits}-bit${kind === FLOAT ? ' float' : ''}`, pixels && shareAboveWhite(pixels));
}

function readTags(bytes: Buffer, isBig: boolean): Tags | undefined {
  const uint16 = (at: number) => (isBig ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at));
  const uint32 = (at: number) => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  const directory = uint32(4);
  if (directory + 2 > bytes.length) return undefined;
  const count = uint16(directory);
  if (directory + 2 + 12 * count > bytes.length) return undefined;
  const tags = new Map<number, number[]>();
  for (let entry = directory + 2; entry < directory + 2 + 12 * count; entry += 12) {
    const [type, values] = [uint16(entry + 2), uint32(entry + 4)];
    const width = VALUE_BYTES[type];
    if (width === undefined) continue;
    const place = width * values <= 4 ? entry + 8 : uint32(entry + 8);
    if (place + width * values > bytes.length) return undefined;
    const read = { 1: (at: number) => bytes.readUInt8(at), 2: uint16, 4: uint32 }[width];
    tags.set(
      uint16(entry),
      Array.from({ length: values }, (_, i) => read?.(place + i * width) ?? 0),
    );
  }
  return tags;
}

/** The values of a grayscale image; undefined if their compression is not supported here. */
function valuesOf(
  bytes: Buffer,
  places: readonly number[],
  lengths: readonly number[],
  tags: Tags,
  isBig: boolean,
): Iterable<number> | undefined {
  const compression = tags.get(COMPRESSION)?.[0] ?? 1;
  const isDeflated = compression === 8 || compression === 32_946;
  if ((tags.get(PREDICTOR)?.[0] ?? 1) !== 1 || !(compression === 1 || isDeflated)) return undefined;
  const strips = places.map((place, i) => bytes.subarray(place, place + (lengths[i] ?? 0)));
  const [bits, kind] = [tags.get(BITS)?.[0] ?? 1, tags.get(SAMPLE_FORMAT)?.[0] ?? 1];
  try {
    const content = isDeflated
      ? strips.map((strip) => inflateSync(strip, { finishFlush: constants.Z_SYNC_FLUSH }))
      : strips;
    return numbersIn(content, bits, kind, isBig);
  } catch {
    return undefined;
  }
}

function* numbersIn(
  strips: readonly Buffer[],
  bits: number,
  kind: number,
  isBig: boolean,
): Generator<number> {
  const end = isBig ? 'BE' : 'LE';
  const read =
    bits === 16
      ? (`read${kind === SIGNED ? 'Int' : 'UInt'}16${end}` as const)
      : kind === FLOAT
        ? (`readFloat${end}` as const)
        : (`read${kind === SIGNED ? 'Int' : 'UInt'}32${end}` as const);
  const width = bits === 16 ? 2 : 4;
  for (const strip of strips) {
    for (let at = 0; at + width <= strip.length; at += width) yield strip[read](at);
  }
}
