import { encodeWav } from '../../src/smoke/samples/encoders.ts';

/** Media files of a few bytes, complete or broken, for tests that only read their structure. */

const ascii = (text: string) => Buffer.from(text, 'latin1');

function uint32be(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [i, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * i);
  return bytes;
}

function uint32le(...numbers: number[]): Buffer {
  return uint32be(...numbers).swap32();
}

/** A tone of this many milliseconds. */
export function wavOf(milliseconds: number, rate = 16_000): Buffer {
  return encodeWav(
    Array.from({ length: Math.round((rate * milliseconds) / 1000) }, (_, i) => Math.sin(i / 5) / 2),
    rate,
  );
}

/** A WAV with these header fields; by default 0.1 s of mono PCM at 16 kHz and 16 bits. */
export function wavWith({
  format = 1,
  channels = 1,
  rate = 16_000,
  bits = 16,
  align = 2,
  kind = 'RIFF',
  more = Buffer.alloc(0) as Buffer,
  data = Buffer.alloc(3200) as Buffer,
}): Buffer {
  const isBig = kind === 'RIFX';
  const uint16 = (number: number) => (isBig ? uint32be(number).subarray(2) : uint32le(number).subarray(0, 2));
  const uint32 = isBig ? uint32be : uint32le;
  const shape = Buffer.concat([
    ...[format, channels].map(uint16),
    uint32(rate, rate * align),
    ...[align, bits].map(uint16),
    more,
  ]);
  const content = Buffer.concat([
    ascii('WAVEfmt '),
    uint32(shape.length),
    shape,
    ascii('data'),
    uint32(data.length),
    data,
  ]);
  return Buffer.concat([ascii(kind), uint32(content.length), content]);
}

/** The extension of an extensible WAV: the inner format, and the rest of its GUID. */
export function extensible(format: number): Buffer {
  const guid = Buffer.from('000000001000800000aa00389b71', 'hex');
  return Buffer.concat([Buffer.of(22, 0, 16, 0, 4, 0, 0, 0, format & 255, format >> 8), guid]);
}

/** An AIFF of 16 bits that claims this many samples and contains none. */
export function aiffOf(samples: number, rate = 16_000): Buffer {
  const common = Buffer.alloc(18);
  common.writeUInt16BE(1, 0);
  common.writeUInt32BE(samples, 2);
  common.writeUInt16BE(16, 6);
  const exponent = Math.floor(Math.log2(rate));
  common.writeUInt16BE(16_383 + exponent, 8);
  common.writeUInt32BE(rate * 2 ** (31 - exponent), 10);
  const content = Buffer.concat([ascii('AIFFCOMM'), uint32be(common.length), common]);
  return Buffer.concat([ascii('FORM'), uint32be(content.length), content]);
}

/** The header of an AU of 16 bits, mono. */
export function auOf(rate: number): Buffer {
  return Buffer.concat([ascii('.snd'), uint32be(24, 3200, 3, rate, 1), Buffer.alloc(3200)]);
}

/** A FLAC with two incomplete frames, mono, 16 bits. */
export function flacOf(samples: number, rate = 16_000): Buffer {
  const info = Buffer.alloc(34);
  info.writeUIntBE(rate << 4, 10, 3);
  info.writeUInt8(0xf0, 13);
  info.writeUInt32BE(samples, 14);
  const frame = (number: number) => Buffer.of(0xff, 0xf8, 0xc9, 0x08, number, 0);
  return Buffer.concat([ascii('fLaC'), uint32be(0x80_00_00_22), info, frame(0), frame(1)]);
}

function oggPage(position: number, packet: Buffer): Buffer {
  const head = Buffer.alloc(28);
  head.write('OggS', 0, 'latin1');
  head.writeBigInt64LE(BigInt(position), 6);
  head.writeUInt8(1, 26);
  head.writeUInt8(packet.length, 27);
  return Buffer.concat([head, packet]);
}

/** An Ogg of two pages: the codec header, and the end. */
export function oggOf(codec: 'vorbis' | 'opus' | 'theora', position: number): Buffer {
  const packets = {
    vorbis: Buffer.concat([
      ascii('\x01vorbis'),
      uint32le(0),
      Buffer.of(1),
      uint32le(16_000),
      Buffer.alloc(14),
    ]),
    opus: Buffer.concat([ascii('OpusHead'), Buffer.of(1, 1, 0, 0), uint32le(48_000), Buffer.alloc(3)]),
    theora: Buffer.concat([ascii('\x80theora'), Buffer.alloc(35)]),
  };
  return Buffer.concat([oggPage(0, packets[codec]), oggPage(position, Buffer.alloc(1))]);
}

function box(type: string, ...content: Buffer[]): Buffer {
  const inside = Buffer.concat(content);
  return Buffer.concat([uint32be(8 + inside.length), ascii(type), inside]);
}

/** An MP4 with one track of this kind and this many samples. */
export function mp4Of(samples: number, { kind = 'vide', fragments = 0, isCut = false } = {}): Buffer {
  const handler = box('hdlr', uint32be(0, 0), ascii(kind), Buffer.alloc(13));
  const sizes = box('stsz', uint32be(0, 100, samples));
  const track = box('trak', box('mdia', handler, box('minf', box('stbl', sizes))));
  const file = Buffer.concat([
    box('ftyp', ascii('isom'), uint32be(0)),
    box('mdat', Buffer.alloc(8)),
    box('moov', track),
  ]);
  if (isCut) return file.subarray(0, 30);
  return Buffer.concat([file, ...Array.from({ length: fragments }, () => box('moof'))]);
}

/** Offset of the data in an indexed MP4, and the bytes per frame. */
const MEDIA_START = 4096;
const FRAME_BYTES = 10;

/** An MP4 with its index at the start: one frame per `seconds`, of which `present` are in the file. */
export function indexedMp4(frames: number, seconds: number, present = frames): Buffer {
  const clock = 1000;
  const handler = box('hdlr', uint32be(0, 0), ascii('vide'), Buffer.alloc(13));
  // Two frames in the first chunk, one in each of the others.
  const places = Array.from(
    { length: frames - 1 },
    (_, i) => MEDIA_START + FRAME_BYTES * (i === 0 ? 0 : i + 1),
  );
  const table = box(
    'stbl',
    box('stts', uint32be(0, 1, frames, seconds * clock)),
    box('stsc', uint32be(0, 2, 1, 2, 1, 2, 1, 1)),
    box('stsz', uint32be(0, FRAME_BYTES, frames)),
    box('stco', uint32be(0, places.length, ...places)),
  );
  const header = box('mdhd', uint32be(0, 0, 0, clock, frames * seconds * clock, 0));
  const head = Buffer.concat([
    box('ftyp', ascii('isom'), uint32be(0)),
    box('moov', box('trak', box('mdia', header, handler, box('minf', table)))),
  ]);
  const file = Buffer.concat([
    head,
    box('free', Buffer.alloc(MEDIA_START - head.length - 16)),
    box('mdat', Buffer.alloc(frames * FRAME_BYTES, 1)),
  ]);
  return file.subarray(0, MEDIA_START + present * FRAME_BYTES);
}

/** A Matroska with frames at these milliseconds, one per cluster. */
export function timedMatroska(milliseconds: readonly number[]): Buffer {
  const info = element('1549a966', element('2ad7b1', Buffer.of(0x0f, 0x42, 0x40)));
  const track = element('ae', element('d7', Buffer.of(1)), element('83', Buffer.of(1)));
  const clusters = milliseconds.map((time) =>
    element('1f43b675', element('e7', uint32be(time)), element('a3', Buffer.of(0x81, 0, 0, 0x80, 1, 2, 3))),
  );
  const head = element('1a45dfa3', element('4282', ascii('matroska')));
  return Buffer.concat([head, element('18538067', info, element('1654ae6b', track), ...clusters)]);
}

/** An MPEG transport stream with one stream of this type: only its two tables. */
export function transportStream(type: number): Buffer {
  const packet = (pid: number, ...section: number[]) => {
    const bytes = Buffer.alloc(188, 255);
    Buffer.of(0x47, 0x40 | (pid >> 8), pid & 255, 0x10, 0, ...section).copy(bytes);
    return bytes;
  };
  return Buffer.concat([
    packet(0, 0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe1, 0, 0, 0, 0, 0),
    packet(256, 2, 0xb0, 18, 0, 1, 0xc1, 0, 0, 0xe1, 1, 0xf0, 0, type, 0xe1, 1, 0xf0, 0, 0, 0, 0, 0),
  ]);
}

function chunk(type: string, ...content: Buffer[]): Buffer {
  const inside = Buffer.concat(content);
  return Buffer.concat([ascii(type), uint32le(inside.length), inside, Buffer.alloc(inside.length % 2)]);
}

/** An AVI with one stream of this kind and this many frames. */
export function aviOf(frames: number, kind = 'vids'): Buffer {
  const stream = Buffer.alloc(56);
  stream.write(kind, 0, 'latin1');
  stream.writeUInt32LE(frames, 32);
  const header = chunk('LIST', ascii('hdrl'), chunk('LIST', ascii('strl'), chunk('strh', stream)));
  const pictures = Array.from({ length: frames }, () => chunk('00dc', Buffer.alloc(3)));
  return chunk('RIFF', ascii('AVI '), header, chunk('LIST', ascii('movi'), ...pictures));
}

function element(id: string, ...content: Buffer[]): Buffer {
  const inside = Buffer.concat(content);
  return Buffer.concat([
    Buffer.from(id, 'hex'),
    Buffer.of(0x40 | (inside.length >> 8), inside.length & 255),
    inside,
  ]);
}

/** A Matroska with one track of this kind (1 video, 2 audio) and this many blocks. */
export function matroskaOf(blocks: number, kind = 1): Buffer {
  const tracks = element('1654ae6b', element('ae', element('83', Buffer.of(kind))));
  const data = Array.from({ length: blocks }, () => element('a3', Buffer.alloc(5)));
  const head = element('1a45dfa3', element('4282', ascii('matroska')));
  return Buffer.concat([head, element('18538067', tracks, element('1f43b675', ...data))]);
}

/** A grayscale TIFF with one strip; `kind` is 1 for integers, 3 for floats. */
export function tiffOf(values: readonly number[], { bits = 16, kind = 1, samples = 1 } = {}): Buffer {
  const data = Buffer.alloc((values.length * bits) / 8);
  for (const [i, value] of values.entries()) {
    if (kind === 3 && bits === 32) data.writeFloatLE(value, 4 * i);
    else if (bits === 16) data.writeUInt16LE(value, 2 * i);
    else if (bits === 32) data.writeUInt32LE(value, 4 * i);
    else data.writeUInt8(value, i);
  }
  const entries = [
    [256, values.length / samples],
    [257, 1],
    [258, bits],
    [259, 1],
    [273, 8],
    [277, samples],
    [279, data.length],
    [339, kind],
  ].map(([tag = 0, value = 0]) => {
    const entry = Buffer.alloc(12);
    entry.writeUInt16LE(tag, 0);
    entry.writeUInt16LE(4, 2);
    entry.writeUInt32LE(1, 4);
    entry.writeUInt32LE(value, 8);
    return entry;
  });
  const count = uint32le(entries.length).subarray(0, 2);
  return Buffer.concat([ascii('II*\0'), uint32le(8 + data.length), data, count, ...entries, uint32le(0)]);
}

/** A GIF with one pixel. */
export function gifOf(): Buffer {
  const picture = Buffer.of(0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b);
  return Buffer.concat([ascii('GIF89a'), Buffer.of(1, 0, 1, 0, 0x80, 0, 0), Buffer.alloc(6), picture]);
}

/** A BMP of 2 by 2 pixels with 24 bits. */
export function bmpOf(): Buffer {
  const header = Buffer.concat([uint32le(40, 2, 2, 0x18_00_01, 0, 16, 0, 0, 0, 0)]);
  return Buffer.concat([ascii('BM'), uint32le(70, 0, 54), header, Buffer.alloc(16)]);
}

/** A WebP with a correct length, optionally animated. */
export function webpOf({ isAnimated = false } = {}): Buffer {
  const header = chunk('VP8X', Buffer.of(isAnimated ? 2 : 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  return chunk('RIFF', ascii('WEBP'), header, chunk('VP8 ', Buffer.alloc(30)));
}

/** A YUV4MPEG2 video with this many gray frames. */
export function y4mOf(frames: number, header = 'W2 H2 F5:1'): Buffer {
  const frame = Buffer.concat([ascii('FRAME\n'), Buffer.alloc(6, 128)]);
  return Buffer.concat([ascii(`YUV4MPEG2 ${header}\n`), ...Array.from({ length: frames }, () => frame)]);
}

/** A CSV with motion data. */
export function csvOf(rows: number, { header = 'gx,gy,gz,ax,ay,az', row = '0,1,2,3,4,9.81' } = {}): Buffer {
  return ascii(`${header}\n${`${row}\n`.repeat(rows)}`);
}
