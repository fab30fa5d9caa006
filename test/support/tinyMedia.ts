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

function element(id: string, ...content: Buffer[]): Buffer {
  const inside = Buffer.concat(content);
  return Buffer.concat([
    Buffer.from(id, 'hex'),
    Buffer.of(0x40 | (inside.length >> 8), inside.length & 255),
    inside,
  ]);
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

/** A YUV4MPEG2 video with this many gray frames. */
export function y4mOf(frames: number, header = 'W2 H2 F5:1'): Buffer {
  const frame = Buffer.concat([ascii('FRAME\n'), Buffer.alloc(6, 128)]);
  return Buffer.concat([ascii(`YUV4MPEG2 ${header}\n`), ...Array.from({ length: frames }, () => frame)]);
}

/** A CSV with motion data. */
export function csvOf(rows: number, { header = 'gx,gy,gz,ax,ay,az', row = '0,1,2,3,4,9.81' } = {}): Buffer {
  return ascii(`${header}\n${`${row}\n`.repeat(rows)}`);
}
