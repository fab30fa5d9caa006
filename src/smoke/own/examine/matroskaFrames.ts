import type { Part } from './boxes.ts';
import type { Frames } from './video.ts';

const SEGMENT = '18538067';
const TRACKS = '1654ae6b';
const TRACK_ENTRY = 'ae';
const TRACK_TYPE = '83';
const CLUSTER = '1f43b675';
const SIMPLE_BLOCK = 'a3';
const BLOCK_GROUP = 'a0';

/** A number whose first set bit tells how many bytes it has (RFC 8794, 4). */
function lengthAt(bytes: Buffer, at: number): number {
  return at < bytes.length ? Math.clz32(bytes.readUInt8(at)) - 23 : 9;
}

/** The elements of a Matroska or WebM file between two places; their types are hexadecimal ids. */
function* elementsIn(bytes: Buffer, from: number, to: number): Generator<Part> {
  for (let at = from; at < to; ) {
    const idLength = lengthAt(bytes, at);
    const sizeLength = lengthAt(bytes, at + idLength);
    const start = at + idLength + sizeLength;
    if (idLength > 4 || sizeLength > 8 || start > to) return;
    const digits = bytes.toString('hex', at + idLength, start);
    const size = BigInt(`0x${digits}`) - (1n << BigInt(7 * sizeLength));
    // All bits set: to the end of what it stands in, as a recording writes it.
    const isOpen = size === (1n << BigInt(7 * sizeLength)) - 1n;
    const end = isOpen ? to : start + Number(size);
    yield { type: bytes.toString('hex', at, at + idLength), start, end: Math.min(end, to), isCut: end > to };
    at = end;
  }
}

/** Whether a Matroska or WebM file has a track of pictures, and a block of data. */
export function matroskaFrames(bytes: Buffer): Frames {
  const segment = [...elementsIn(bytes, 0, bytes.length)].find(({ type }) => type === SEGMENT);
  const parts = segment ? [...elementsIn(bytes, segment.start, segment.end)] : [];
  const tracks = parts.find(({ type }) => type === TRACKS);
  if (!tracks || tracks.isCut) return 'cut off';
  const types = [...elementsIn(bytes, tracks.start, tracks.end)]
    .filter(({ type }) => type === TRACK_ENTRY)
    .flatMap(({ start, end }) => [...elementsIn(bytes, start, end)])
    .filter((element) => element.type === TRACK_TYPE)
    .map((element) => bytes[element.start]);
  // 1 is video, 2 audio, 17 subtitles.
  if (!types.includes(1)) return 'no pictures';
  const hasBlock = parts.some(
    ({ type, start, end }) =>
      type === CLUSTER &&
      [...elementsIn(bytes, start, end)].some((element) =>
        [SIMPLE_BLOCK, BLOCK_GROUP].includes(element.type),
      ),
  );
  return hasBlock ? 'some' : 0;
}
