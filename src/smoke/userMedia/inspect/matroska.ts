import type { FilePart, FrameCount, Timeline } from './timeline.ts';

const SEGMENT = '18538067';
const INFO = '1549a966';
const SCALE = '2ad7b1';
const TRACKS = '1654ae6b';
const TRACK_ENTRY = 'ae';
const TRACK_NUMBER = 'd7';
const TRACK_TYPE = '83';
const CLUSTER = '1f43b675';
const CLUSTER_TIME = 'e7';
const SIMPLE_BLOCK = 'a3';
const BLOCK_GROUP = 'a0';
const BLOCK = 'a1';

/** Default length of a time unit, in nanoseconds. */
const MILLISECOND = 1_000_000;

/** Length in bytes of a variable-size integer, given by its first set bit (RFC 8794, 4). */
function lengthAt(bytes: Buffer, at: number): number {
  return at < bytes.length ? Math.clz32(bytes.readUInt8(at)) - 23 : 9;
}

/** The elements of a Matroska or WebM file between two offsets. Their types are hexadecimal ids. */
function* elementsIn(bytes: Buffer, from: number, to: number): Generator<FilePart> {
  for (let at = from; at < to; ) {
    const idLength = lengthAt(bytes, at);
    const sizeLength = lengthAt(bytes, at + idLength);
    const start = at + idLength + sizeLength;
    if (idLength > 4 || sizeLength > 8 || start > to) return;
    const digits = bytes.toString('hex', at + idLength, start);
    const size = BigInt(`0x${digits}`) - (1n << BigInt(7 * sizeLength));
    // All bits set means unknown size: it extends to the end of its parent, as in a recording.
    const isOpen = size === (1n << BigInt(7 * sizeLength)) - 1n;
    const end = isOpen ? to : start + Number(size);
    yield {
      type: bytes.toString('hex', at, at + idLength),
      start,
      end: Math.min(end, to),
      isTruncated: end > to,
    };
    at = end;
  }
}

function uintOf(bytes: Buffer, { start, end }: FilePart): number {
  return end > start && end - start <= 6 ? bytes.readUIntBE(start, end - start) : 0;
}

interface Segment {
  readonly parts: readonly FilePart[];
  readonly tracks: readonly { readonly number: number; readonly isVideo: boolean }[];
}

/** The parts of a file and its tracks; undefined if the file ends before the track list does. */
function segmentOf(bytes: Buffer): Segment | undefined {
  const segment = [...elementsIn(bytes, 0, bytes.length)].find(({ type }) => type === SEGMENT);
  const parts = segment ? [...elementsIn(bytes, segment.start, segment.end)] : [];
  const tracks = parts.find(({ type }) => type === TRACKS);
  if (!tracks || tracks.isTruncated) return undefined;
  const entries = [...elementsIn(bytes, tracks.start, tracks.end)].filter(({ type }) => type === TRACK_ENTRY);
  return {
    parts,
    tracks: entries.map(({ start, end }) => {
      const fields = [...elementsIn(bytes, start, end)];
      const numberAt = (id: string) => {
        const field = fields.find(({ type }) => type === id);
        return field ? uintOf(bytes, field) : 0;
      };
      // 1 is video, 2 audio, 17 subtitles.
      return { number: numberAt(TRACK_NUMBER), isVideo: numberAt(TRACK_TYPE) === 1 };
    }),
  };
}

/** The complete data blocks of a cluster. */
function blocksIn(bytes: Buffer, { start, end }: FilePart): FilePart[] {
  return [...elementsIn(bytes, start, end)].flatMap((element) => {
    if (element.isTruncated) return [];
    if (element.type === SIMPLE_BLOCK) return [element];
    if (element.type !== BLOCK_GROUP) return [];
    return [...elementsIn(bytes, element.start, element.end)].filter(({ type }) => type === BLOCK);
  });
}

/** Whether a Matroska or WebM file has a video track and at least one data block. */
export function matroskaFrames(bytes: Buffer): FrameCount {
  const segment = segmentOf(bytes);
  if (!segment) return 'truncated';
  if (!segment.tracks.some(({ isVideo }) => isVideo)) return 'no video track';
  const hasBlock = segment.parts.some((part) => part.type === CLUSTER && blocksIn(bytes, part).length > 0);
  return hasBlock ? 'some' : 0;
}

/**
 * The frame times of a Matroska or WebM file. FFmpeg does not report the duration of its streams, so pytorchvideo
 * decodes all of it and uses the time of the last frame as the duration.
 */
export function matroskaTimeline(bytes: Buffer): Timeline | undefined {
  const segment = segmentOf(bytes);
  const video = segment?.tracks.find(({ isVideo }) => isVideo);
  const info = segment?.parts.find(({ type }) => type === INFO);
  if (!segment || !video || !info) return undefined;
  const scale = [...elementsIn(bytes, info.start, info.end)].find(({ type }) => type === SCALE);
  const seconds = ((scale && uintOf(bytes, scale)) || MILLISECOND) / 1e9;
  const times = segment.parts
    .filter(({ type }) => type === CLUSTER)
    .flatMap((cluster) => {
      const time = [...elementsIn(bytes, cluster.start, cluster.end)].find(
        ({ type }) => type === CLUSTER_TIME,
      );
      const begin = time ? uintOf(bytes, time) : 0;
      return blocksIn(bytes, cluster).flatMap(({ start, end }) => {
        // The track number, then a 16-bit time relative to the cluster.
        const after = start + lengthAt(bytes, start);
        const isOfVideo = after === start + 1 && (bytes[start] ?? 0) - 0x80 === video.number;
        return isOfVideo && after + 2 <= end ? [(begin + bytes.readInt16BE(after)) * seconds] : [];
      });
    });
  const duration = times.reduce((latest, time) => Math.max(latest, time), 0);
  return { duration, times, missing: 0 };
}
