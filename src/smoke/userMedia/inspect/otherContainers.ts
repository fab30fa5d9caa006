import type { FilePart, FrameCount } from './timeline.ts';

/* AVI, YUV4MPEG2 and the MPEG transport stream. */

/** The chunks of a RIFF file between two offsets: a name, a size, the content, padded to an even length. */
function* chunksIn(bytes: Buffer, from: number, to: number): Generator<FilePart> {
  for (let at = from; at + 8 <= to; ) {
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    const end = start + size;
    yield {
      type: bytes.toString('latin1', at, at + 4),
      start,
      end: Math.min(end, to),
      isTruncated: end > to,
    };
    at = end + (size % 2);
  }
}

/** The number of frames of an AVI: the length of its video stream, or `some` if the header does not say. */
export function aviFrames(bytes: Buffer): FrameCount {
  const lists = [...chunksIn(bytes, 12, bytes.length)].filter(({ type }) => type === 'LIST');
  const named = (name: string) =>
    lists.find(({ start }) => bytes.toString('latin1', start, start + 4) === name);
  const [header, data] = [named('hdrl'), named('movi')];
  if (!header || header.isTruncated) return 'truncated';
  const streams = [...chunksIn(bytes, header.start + 4, header.end)]
    .filter(({ type }) => type === 'LIST')
    .flatMap(({ start, end }) => [...chunksIn(bytes, start + 4, end)])
    .filter((part) => part.type === 'strh' && part.start + 36 <= part.end);
  const video = streams.find(({ start }) => bytes.toString('latin1', start, start + 4) === 'vids');
  if (!video) return 'no video track';
  if (!data) return 'truncated';
  return hasVideoChunk(bytes, data) ? bytes.readUInt32LE(video.start + 32) || 'some' : 0;
}

/** Video chunks are named `00dc` or `00db`, with the number of their stream. */
function hasVideoChunk(bytes: Buffer, data: FilePart): boolean {
  for (const { type } of chunksIn(bytes, data.start + 4, data.end)) {
    if (/^\d\dd[bc]$/.test(type) || type === 'LIST') return true;
  }
  return false;
}

/** Bytes per pixel at 8 bits per sample, by chroma subsampling. */
const Y4M_BYTES_PER_PIXEL: Readonly<Record<string, number>> = {
  '420': 1.5,
  '422': 2,
  '444': 3,
  '411': 1.5,
  mono: 1,
};

/** The number of frames of a YUV4MPEG2 file: a header line, then `FRAME` lines, each followed by the frame's bytes. */
export function y4mFrames(bytes: Buffer): FrameCount {
  const end = bytes.indexOf('\n');
  if (end < 0) return 'truncated';
  const header = bytes.toString('latin1', 0, end);
  const [, width] = / W(\d+)/.exec(header) ?? [];
  const [, height] = / H(\d+)/.exec(header) ?? [];
  // The default is 4:2:0. Frames with more than 8 bits per sample (C420p10) are not counted.
  const [, color = '420', deep] = / C(420|422|444|411|mono)(?:\w*?p(\d+))?/.exec(header) ?? [];
  if (width === undefined || height === undefined) return 'truncated';
  const first = bytes.indexOf('FRAME', end, 'latin1');
  if (first < 0) return 0;
  if (deep !== undefined) return 'some';
  const size = Number(width) * Number(height) * (Y4M_BYTES_PER_PIXEL[color] ?? 1.5);
  const start = bytes.indexOf('\n', first) + 1;
  if (start === 0 || size === 0) return 0;
  return Math.floor((bytes.length - start + 'FRAME\n'.length) / (size + 'FRAME\n'.length));
}

/** Packet size of an MPEG transport stream in bytes (ISO 13818-1, 2.4.3). */
const PACKET_BYTES = 188;

/** How many packets to read: tables are repeated several times per second. */
const MAX_PACKETS = 2000;

/** The stream type of H.264 (ISO 13818-1, table 2-34). */
export const H264 = 0x1b;

/** The sections that start in packets with this pid. Sections that continue in another packet are truncated. */
function* sectionsOf(bytes: Buffer, pid: number): Generator<Buffer> {
  for (let at = 0; at + PACKET_BYTES <= bytes.length && at < MAX_PACKETS * PACKET_BYTES; at += PACKET_BYTES) {
    if (bytes[at] !== 0x47 || (bytes.readUInt16BE(at + 1) & 0x1fff) !== pid) continue;
    const [startsSection, hasAdaptationField] = [
      (bytes.readUInt8(at + 1) & 0x40) !== 0,
      (bytes.readUInt8(at + 3) & 0x20) !== 0,
    ];
    const payload = at + 4 + (hasAdaptationField ? 1 + bytes.readUInt8(at + 4) : 0);
    if (!startsSection || payload >= at + PACKET_BYTES) continue;
    const start = payload + 1 + bytes.readUInt8(payload);
    if (start + 12 > at + PACKET_BYTES) continue;
    const size = 3 + (bytes.readUInt16BE(start + 1) & 0x0fff);
    yield bytes.subarray(start, Math.min(start + size, at + PACKET_BYTES));
  }
}

/** The stream types in an MPEG transport stream, from its tables. */
export function streamTypes(bytes: Buffer): number[] {
  const [programs] = sectionsOf(bytes, 0);
  if (!programs) return [];
  const types: number[] = [];
  // After a header of eight bytes: program number and table pid, 16 bits each; a four-byte checksum at the end.
  for (let at = 8; at + 8 <= programs.length; at += 4) {
    if (programs.readUInt16BE(at) === 0) continue;
    const [table] = sectionsOf(bytes, programs.readUInt16BE(at + 2) & 0x1fff);
    if (!table) continue;
    let stream = 12 + (table.readUInt16BE(10) & 0x0fff);
    while (stream + 5 <= table.length - 4) {
      types.push(table.readUInt8(stream));
      stream += 5 + (table.readUInt16BE(stream + 3) & 0x0fff);
    }
  }
  return types;
}
