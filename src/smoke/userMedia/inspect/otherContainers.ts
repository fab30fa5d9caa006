import type { FilePart, FrameCount } from './timeline.ts';

/* AVI, YUV4MPEG2 and the MPEG transport stream. */

/** The chunks of a RIFF file between two places: a name, a size, the content, padded to an even length. */
function* chunksIn(bytes: Buffer, from: number, to: number): Generator<FilePart> {
  for (let at = from; at + 8 <= to; ) {
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    const end = start + size;
    yield { type: bytes.toString('latin1', at, at + 4), start, end: Math.min(end, to), isCut: end > to };
    at = end + (size % 2);
  }
}

/** Frames of an AVI: the length of its picture stream, or `some` where only the data tells. */
export function aviFrames(bytes: Buffer): FrameCount {
  const lists = [...chunksIn(bytes, 12, bytes.length)].filter(({ type }) => type === 'LIST');
  const named = (name: string) =>
    lists.find(({ start }) => bytes.toString('latin1', start, start + 4) === name);
  const [header, data] = [named('hdrl'), named('movi')];
  if (!header || header.isCut) return 'cut off';
  const streams = [...chunksIn(bytes, header.start + 4, header.end)]
    .filter(({ type }) => type === 'LIST')
    .flatMap(({ start, end }) => [...chunksIn(bytes, start + 4, end)])
    .filter((part) => part.type === 'strh' && part.start + 36 <= part.end);
  const pictures = streams.find(({ start }) => bytes.toString('latin1', start, start + 4) === 'vids');
  if (!pictures) return 'no pictures';
  if (!data) return 'cut off';
  return hasPicture(bytes, data) ? bytes.readUInt32LE(pictures.start + 32) || 'some' : 0;
}

/** Chunks of pictures are called `00dc` or `00db`, by the number of their stream. */
function hasPicture(bytes: Buffer, data: FilePart): boolean {
  for (const { type } of chunksIn(bytes, data.start + 4, data.end)) {
    if (/^\d\dd[bc]$/.test(type) || type === 'LIST') return true;
  }
  return false;
}

/** Bytes of a frame for each pixel, by how much colour is kept; 8 bits a sample. */
const Y4M_BYTES_A_PIXEL: Readonly<Record<string, number>> = {
  '420': 1.5,
  '422': 2,
  '444': 3,
  '411': 1.5,
  mono: 1,
};

/** Frames of a YUV4MPEG2: a header line, then `FRAME` lines, each before the bytes of a picture. */
export function y4mFrames(bytes: Buffer): FrameCount {
  const end = bytes.indexOf('\n');
  if (end < 0) return 'cut off';
  const header = bytes.toString('latin1', 0, end);
  const [, width] = / W(\d+)/.exec(header) ?? [];
  const [, height] = / H(\d+)/.exec(header) ?? [];
  // 4:2:0 where nothing is said; depths above 8 bits (C420p10) are not counted.
  const [, colour = '420', deep] = / C(420|422|444|411|mono)(?:\w*?p(\d+))?/.exec(header) ?? [];
  if (width === undefined || height === undefined) return 'cut off';
  const first = bytes.indexOf('FRAME', end, 'latin1');
  if (first < 0) return 0;
  if (deep !== undefined) return 'some';
  const size = Number(width) * Number(height) * (Y4M_BYTES_A_PIXEL[colour] ?? 1.5);
  const start = bytes.indexOf('\n', first) + 1;
  if (start === 0 || size === 0) return 0;
  return Math.floor((bytes.length - start + 'FRAME\n'.length) / (size + 'FRAME\n'.length));
}

/** Bytes of a packet of an MPEG transport stream (ISO 13818-1, 2.4.3). */
const PACKET = 188;

/** The packets that are looked at: tables come again several times a second. */
const PACKETS = 2000;

/** Number of H.264 among the types of streams (ISO 13818-1, table 2-34). */
export const H264 = 0x1b;

/** The sections that some packets carry from their beginning; long ones are cut. */
function* sectionsOf(bytes: Buffer, pid: number): Generator<Buffer> {
  for (let at = 0; at + PACKET <= bytes.length && at < PACKETS * PACKET; at += PACKET) {
    if (bytes[at] !== 0x47 || (bytes.readUInt16BE(at + 1) & 0x1fff) !== pid) continue;
    const [begins, hasField] = [
      (bytes.readUInt8(at + 1) & 0x40) !== 0,
      (bytes.readUInt8(at + 3) & 0x20) !== 0,
    ];
    const payload = at + 4 + (hasField ? 1 + bytes.readUInt8(at + 4) : 0);
    if (!begins || payload >= at + PACKET) continue;
    const start = payload + 1 + bytes.readUInt8(payload);
    if (start + 12 > at + PACKET) continue;
    const size = 3 + (bytes.readUInt16BE(start + 1) & 0x0fff);
    yield bytes.subarray(start, Math.min(start + size, at + PACKET));
  }
}

/** Types of the streams in an MPEG transport stream, by its tables. */
export function streamTypes(bytes: Buffer): number[] {
  const [programs] = sectionsOf(bytes, 0);
  if (!programs) return [];
  const types: number[] = [];
  // Behind eight bytes of header: a program and its table, 16 bits each; a check sum of four bytes at the end.
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
