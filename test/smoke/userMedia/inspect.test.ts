import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type MediaModality, MODALITIES, type Modality } from '../../../src/facts/modalities.ts';
import { encodePng } from '../../../src/smoke/samples/encoders.ts';
import { sampleMedia, sampleText } from '../../../src/smoke/samples/samples.ts';
import { inspectFile } from '../../../src/smoke/userMedia/inspect/inspect.ts';
import {
  aiffOf,
  auOf,
  aviOf,
  bmpOf,
  csvOf,
  extensible,
  flacOf,
  gifOf,
  indexedMp4,
  matroskaOf,
  mp4Of,
  oggOf,
  tiffOf,
  timedMatroska,
  transportStream,
  wavOf,
  wavWith,
  webpOf,
  y4mOf,
} from '../../support/tinyMedia.ts';

const MEDIA = MODALITIES.filter((modality): modality is MediaModality => modality !== 'text');
const IMAGE_FIELDS = ['image', 'thermal', 'depth'] as const;
const PNG = sampleMedia('image', 0);
const WAV = sampleMedia('audio', 0);
const MP3 = Buffer.from('ID3\x04\0\0\0\0\0\0\xff\xfb\x90\0', 'latin1');
const text = (content: string) => Buffer.from(content);
const base64 = (bytes: Buffer) => text(bytes.toString('base64'));

/** A PNG with a modified header and a valid checksum. */
function pngWith(change: (png: Buffer) => void): Buffer {
  const png = encodePng({ width: 4, height: 4, at: () => [9] });
  change(png);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

/** A 16-bit grayscale PNG. Each row is a filter type followed by bytes. */
function deepPng(width: number, ...rows: readonly (readonly number[])[]): Buffer {
  const png = pngWith((bytes) => {
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(rows.length, 20);
    bytes.writeUInt8(16, 24);
  });
  const data = deflateSync(Buffer.from(rows.flat()));
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write('IDAT', 4);
  data.copy(chunk, 8);
  return Buffer.concat([png.subarray(0, 33), chunk, Buffer.from('\0\0\0\0IEND\xae\x42\x60\x82', 'latin1')]);
}

/** A PNG without one of its chunks. */
function pngWithout(type: string): Buffer {
  const at = PNG.indexOf(type, 0, 'latin1') - 4;
  return Buffer.concat([PNG.subarray(0, at), PNG.subarray(at + 12 + PNG.readUInt32BE(at))]);
}

async function inspect(modality: Modality, bytes: Buffer): Promise<string> {
  const problem = await inspectFile(modality, bytes);
  return problem
    ? `${problem.severity}: ${problem.message} | ${problem.reason} | ${problem.suggestion}`
    : 'accepted';
}

describe('accepts', () => {
  it.each(MEDIA)('the %s samples', async (modality) => {
    expect(await inspect(modality, sampleMedia(modality, 0))).toBe('accepted');
    expect(await inspect(modality, sampleMedia(modality, 1))).toBe('accepted');
  });

  it.each<[string, Modality, Buffer]>([
    ['text', 'text', text(sampleText(0))],
    ['a text with 75 tokens', 'text', text('dog '.repeat(75))],
    ['26 ms of audio', 'audio', wavOf(26)],
    ['silence', 'audio', Buffer.concat([WAV.subarray(0, 44), Buffer.alloc(32_000)])],
    ['a sample rate of 44,100 Hz', 'audio', wavOf(500, 44_100)],
    ['six seconds of audio', 'audio', wavOf(6000)],
    ['FLAC', 'audio', flacOf(16_000)],
    ['FLAC of unknown length', 'audio', flacOf(0)],
    ['Ogg Vorbis', 'audio', oggOf('vorbis', 16_000)],
    ['Ogg Opus', 'audio', oggOf('opus', 48_000)],
    ['WAV with floats', 'audio', wavWith({ format: 3, bits: 32, align: 4 })],
    ['WAV with A-law', 'audio', wavWith({ format: 6, bits: 8, align: 1 })],
    ['an extensible WAV', 'audio', wavWith({ format: 0xfffe, more: extensible(1) })],
    ['big-endian WAV', 'audio', wavWith({ kind: 'RIFX' })],
    ['WAV for more than 4 GiB', 'audio', wavWith({ kind: 'RF64' })],
    ['WAV with a block size of 0', 'audio', wavWith({ align: 0 })],
    // A block of compressed audio contains many samples: libsox reads 20, 10 and 10 blocks.
    [
      'IMA ADPCM',
      'audio',
      wavWith({ format: 0x11, bits: 4, align: 256, more: Buffer.of(2, 0, 249, 1), data: Buffer.alloc(5120) }),
    ],
    [
      'Microsoft ADPCM',
      'audio',
      wavWith({ format: 2, bits: 4, align: 256, more: Buffer.of(32, 0, 244, 1), data: Buffer.alloc(2560) }),
    ],
    ['GSM', 'audio', wavWith({ format: 0x31, bits: 0, align: 65, data: Buffer.alloc(650) })],
    ['AIFF', 'audio', aiffOf(16_000)],
    ['AU', 'audio', auOf(44_100)],
    ['VOC', 'audio', Buffer.from('Creative Voice File\x1a\x1a\0', 'latin1')],
    ['a sample rate of 11,025 Hz', 'audio', wavOf(100, 11_025)],
    ['an image with one pixel', 'image', encodePng({ width: 1, height: 1, at: () => [0] })],
    ['MP4', 'video', mp4Of(10)],
    ['fragmented MP4', 'video', mp4Of(0, { fragments: 1 })],
    ['AVI', 'video', aviOf(2)],
    ['Matroska', 'video', matroskaOf(3)],
    ['Y4M with one frame', 'video', y4mOf(1)],
    ['10-bit Y4M', 'video', y4mOf(1, 'W2 H2 C420p10')],
    ['MP4 with one frame per second', 'video', indexedMp4(20, 1)],
    ['Matroska with one frame per second', 'video', timedMatroska([0, 1000, 2000, 3000, 4000, 5000])],
    ['MPEG-2 in a transport stream', 'video', transportStream(2)],
    ['IVF', 'video', Buffer.from('DKIF\0\0\x20\0VP80')],
    ['Theora in Ogg', 'video', oggOf('theora', 9)],
    ['GIF', 'image', gifOf()],
    ['GIF without its last byte', 'image', gifOf().subarray(0, -1)],
    ['BMP', 'image', bmpOf()],
    ['WebP', 'image', webpOf()],
    ['PNG without IEND', 'image', PNG.subarray(0, -12)],
    ['PNG without its last six bytes', 'image', PNG.subarray(0, -6)],
    ['PPM', 'image', Buffer.from('P6\n# made by hand\n1 1\n255\n...')],
    ['JPEG 2000', 'image', Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1')],
    ['ICO', 'image', Buffer.from('\0\0\x01\0\x01\0', 'latin1')],
    ['CSV with CRLF', 'imu', text('a,b,c,d,e,f\r\n1,2,3,4,5,6\r\n1,2,3,4,5,6\r\n')],
    ['CSV with 2000 rows', 'imu', csvOf(2000)],
    ['CSV with other column names', 'imu', csvOf(2, { header: 'zeit,a,b,c,d,e' })],
  ])('%s', async (_what, modality, bytes) => {
    expect(await inspect(modality, bytes)).toBe('accepted');
  });
});

describe('reports', () => {
  it.each(MODALITIES)('an empty %s file', async (modality) => {
    expect(await inspect(modality, Buffer.alloc(0))).toMatch(/^error: is empty/);
  });

  it.each<[Modality, Buffer, RegExp]>([
    ...IMAGE_FIELDS.flatMap((modality): [Modality, Buffer, RegExp][] => [
      [modality, WAV, /^error: is not an image: WAV \(audio\/wav\) .* 500: cannot identify image file \|/],
      [modality, text('no image'), /^error: is not an image: text/],
      [modality, Buffer.from([1, 2, 3]), /^error: is not an image: unknown type/],
    ]),
    [
      'audio',
      PNG,
      /^error: is not an audio file that the inference server can decode: PNG .* 500: Failed to load audio;/,
    ],
    ['audio', text('noise'), /^error: is not an audio file .*: text/],
    ['video', WAV, /^error: is not a video: WAV .* 500: Video stream not found \|/],
    ['video', text('video'), /^error: is not a video: text .* Failed to open video/],
    // The real server accepts a still image.
    ['video', PNG, /^warning: is a still image/],
    ['video', Buffer.from('\0\0\0\x20ftypavif'), /^warning: is a still image/],
    ['imu', PNG, /^error: is not a CSV file: PNG .* 500: 'utf-8' codec/],
    ['imu', text('a\nb\nc'), /^error: has 1 column instead of 6 in row 1 .* 500: could not convert string/],
  ])('the wrong content for %s (%#)', async (modality, bytes, expected) => {
    expect(await inspect(modality, bytes)).toMatch(expected);
  });

  it.each(MEDIA)('base64 instead of the %s file, in every form', async (modality) => {
    const file = modality === 'imu' ? csvOf(20) : sampleMedia(modality, 0);
    const encoded = file.toString('base64');
    const forms: [string, string, string][] = [
      [encoded, 'contains base64 instead', 'base64 -d < FILE > DECODED'],
      [encoded.replace(/.{76}/g, '$&\r\n'), 'contains base64 instead', 'base64 -d'],
      [encoded.slice(0, 1001), 'contains base64 instead', 'base64 -d'],
      [`data:application/x;base64,${encoded}`, 'contains a data: URL', "sed 's/^data:[^,]*,//'"],
    ];
    for (const [content, message, suggestion] of forms) {
      const found = await inspect(modality, text(content));
      expect(found).toContain(`error: ${message}`);
      expect(found).toContain(suggestion);
    }
  });

  it('URL-safe base64 and its content', async () => {
    const encoded = `${Buffer.concat([PNG, Buffer.from('\xfb\xff\xfe', 'latin1')]).toString('base64url')}`;
    const found = await inspect('image', text(encoded));
    expect(found).toContain(
      'error: contains URL-safe base64 instead of the medium itself (decoded: PNG (image/png))',
    );
    expect(found).toContain("tr '_-' '/+' < FILE | base64 -d > DECODED");
    // Too short to distinguish from a word: not an image either way.
    for (const broken of ['abc', 'hello!'])
      expect(await inspect('image', text(broken))).toMatch(/^error: is not an image/);
  });

  it.each<[string, Buffer, RegExp]>([
    ['24 ms', wavOf(24), /^error: is too short: 24 ms .* choose a window size 400 that is \[2, 384\]/],
    ['24 ms at another rate', wavOf(24, 44_100), /^error: is too short: 24 ms/],
    ['no samples', wavOf(0), /^error: is too short: 0 ms/],
    ['a short FLAC', flacOf(160), /^error: is too short: 10 ms/],
    ['a short Ogg', oggOf('vorbis', 160), /^error: is too short: 10 ms/],
    ['a short Opus', oggOf('opus', 480), /^error: is too short: 10 ms/],
    ['MP3', MP3, /^error: is not an audio file that .* can decode: MP3 .* has no FFmpeg .* ffmpeg -i FILE/],
    ['MP3 in a WAV', wavWith({ format: 0x55 }), /^error: is a WAV with an unsupported format \(number 85\)/],
    [
      'an unknown format in an extensible WAV',
      wavWith({ format: 0xfffe, more: extensible(0x1234) }),
      /^error: is a WAV with an unsupported format \(number 4660\)/,
    ],
    [
      '12 bits',
      wavWith({ bits: 12 }),
      /^error: is a WAV with 12 bits per sample; supported: 8, 16, 24, 32 \|/,
    ],
    ['16-bit floats', wavWith({ format: 3 }), /^error: is a WAV with 16 bits per sample; supported: 32, 64/],
    ['no channels', wavWith({ channels: 0 }), /^error: is a WAV with 0 channels .* crashes \(SIGFPE\)/],
    ['255 channels', wavWith({ channels: 255 }), /^error: is too short: 0 ms in each of its 255 channels/],
    // Measured on the real server: more than 8.6 GB, 2.86 GB, 0.2 GB.
    ['44,101 Hz', wavOf(100, 44_101), /^error: has an unusual sample rate: 44101 Hz .* 10\.5 GiB .* ffmpeg/],
    ['11,127 Hz', wavOf(100, 11_127), /^error: has an unusual sample rate: 11127 Hz .* 2\.7 GiB/],
    ['44,101 Hz in FLAC', flacOf(44_101, 44_101), /^error: has an unusual sample rate/],
    ['44,101 Hz in AIFF', aiffOf(44_101, 44_101), /^error: has an unusual sample rate/],
    ['44,101 Hz in AU', auOf(44_101), /^error: has an unusual sample rate/],
    ['44,108 Hz', wavOf(100, 44_108), /^warning: has an unusual sample rate: 44108 Hz .* MiB/],
    ['a short AIFF', aiffOf(160), /^error: is too short: 10 ms/],
    ['a FLAC without a frame', flacOf(9).subarray(0, 42), /^error: is a FLAC that is truncated in its first/],
    [
      'a FLAC that is truncated in its first frame',
      flacOf(9).subarray(0, 48),
      /^error: is a FLAC that is truncated in its first/,
    ],
    [
      'an Ogg that is truncated in its first page of audio',
      oggOf('vorbis', 16_000).subarray(0, -1),
      /^error: is an Ogg file that is truncated before its first page/,
    ],
    ['a video in Ogg', oggOf('theora', 9), /^error: is an Ogg file without Vorbis or Opus/],
    [
      'a WAV that is truncated in its header',
      WAV.subarray(0, 30),
      /^error: is not an audio .*: a damaged WAV/,
    ],
    [
      'a FLAC that is truncated in its header',
      flacOf(9).subarray(0, 20),
      /^error: is a FLAC that is truncated in its header/,
    ],
    [
      'more than three clips',
      wavOf(6500),
      /^warning: is only used in part \(6\.5 s\) \| .* three two-second clips/,
    ],
  ])('audio: %s', async (_what, bytes, expected) => {
    expect(await inspect('audio', bytes)).toMatch(expected);
  });

  it.each<[string, Buffer, RegExp]>([
    ['MP4', mp4Of(0), /^error: has no frames/],
    ['AVI', aviOf(0), /^error: has no frames/],
    ['Matroska', matroskaOf(0), /^error: has no frames/],
    ['Y4M', y4mOf(0), /^error: has no frames .* 'NoneType'/],
    ['Y4M with half a frame', y4mOf(1).subarray(0, -3), /^error: has no frames/],
    ['MP4 with audio only', mp4Of(5, { kind: 'soun' }), /^error: has no video track .* stream not found/],
    ['AVI with audio only', aviOf(5, 'auds'), /^error: has no video track/],
    ['Matroska with audio only', matroskaOf(5, 2), /^error: has no video track/],
    ['MP4 without an index', mp4Of(5, { isCut: true }), /^error: is truncated .* Failed to open video/],
    ['truncated AVI', aviOf(5).subarray(0, 60), /^error: is truncated/],
    ['truncated Matroska', matroskaOf(5).subarray(0, 30), /^error: is truncated/],
    ['truncated Y4M', y4mOf(1).subarray(0, 12), /^error: is truncated/],
  ])('a video without frames: %s', async (_what, bytes, expected) => {
    expect(await inspect('video', bytes)).toMatch(expected);
  });

  it.each<[string, Buffer, RegExp]>([
    ['no header', csvOf(3, { header: '1,2,3,4,5,6' }), /^warning: has no header line \| .* one row is lost/],
    ['no rows', csvOf(0), /^error: has no rows below the header line .* tuple index out of range/],
    ['one row', csvOf(1), /^error: has only one row below/],
    ['one column', csvOf(3, { header: 'a', row: '1' }), /^error: has 1 column instead of 6/],
    ['five columns', csvOf(3, { row: '1,2,3,4,5' }), /^error: has 5 columns .* \(250x40 and 48x512\)/],
    ['seven columns', csvOf(3, { row: '1,2,3,4,5,6,7' }), /^error: has 7 columns .* mat1 and mat2/],
    [
      'a ragged row',
      text('a,b,c,d,e,f\n1,2,3,4,5,6\n1,2,3,4,5\n'),
      /^error: has 5 columns instead of 6 in row 2 /,
    ],
    ['words', csvOf(3, { row: '1,2,3,4,5,up' }), /^error: contains values that are not numbers .* 'up'/],
    ['semicolons', csvOf(3, { header: 'a;b', row: '1;2' }), /^error: separates columns with semicolons/],
    [
      'nan',
      csvOf(3, { row: '1,2,3,4,5,nan' }),
      /^error: contains values that are not finite .* not be valid JSON/,
    ],
    // The squares of such values exceed 32-bit floats: NaN, measured with 1e30.
    [
      'huge values',
      csvOf(3, { row: '1,2,3,4,5,1e30' }),
      /^error: contains values above 1e18 .* not be valid JSON/,
    ],
    [
      'huge negative values',
      csvOf(3, { row: '1,2,3,4,5,-2e18' }),
      /^error: contains values above 1e18 or below/,
    ],
    ['too many rows', csvOf(2001), /^warning: has 2001 rows \| only the first 2000 are used/],
  ])('IMU: %s', async (_what, bytes, expected) => {
    expect(await inspect('imu', bytes)).toMatch(expected);
  });

  it.each<[string, Buffer, RegExp]>([
    ['76 words', text('dog '.repeat(76)), /^error: is too long: at least 76 tokens .* the same vector/],
    ['76 digits', text('1'.repeat(76)), /^error: is too long: at least 76/],
    ['long words', text('electroencephalography '.repeat(30)), /^warning: may be too long: about 150 tokens/],
    ['whitespace only', text(' \n\t'), /^error: contains no words/],
    ['Latin-1', Buffer.from([0x6d, 0xfc, 0x64]), /^error: is not UTF-8 .* iconv/],
    ['a data: URL', text(`data:image/png;base64,${PNG.toString('base64')}`), /^error: contains a data: URL/],
  ])('text: %s', async (_what, bytes, expected) => {
    expect(await inspect('text', bytes)).toMatch(expected);
  });

  it.each<[string, Buffer, RegExp]>([
    ['a truncated PNG', PNG.subarray(0, -40), /^error: is a truncated PNG .* image file is truncated/],
    ['a truncated JPEG', Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1'), /^error: is a truncated JPEG/],
    ['no pixels', pngWith((png) => png.writeUInt32BE(0, 16)), /^error: has no pixels/],
    [
      'a damaged header',
      Buffer.from(PNG).fill(7, 24, 25),
      /^error: is a PNG with a damaged header .* identify/,
    ],
    ['no IDAT', pngWithout('IDAT'), /^error: is a PNG without pixels .* cannot load this image/],
    [
      'damaged pixels',
      Buffer.from(PNG).fill(7, 41, 42),
      /^error: is a PNG with damaged pixels .* broken data/,
    ],
    [
      'a header with 3.6 gigapixels',
      pngWith((png) => png.fill(Buffer.of(0, 0, 0xea, 0x60), 16, 24)),
      /^error: is too large: 60000 by 60000 pixels .* exceeds limit of 178956970/,
    ],
    ['a PNG that is truncated after its pixels', PNG.subarray(0, -18), /^warning: .* last bytes are missing/],
    ['a truncated WebP', webpOf().subarray(0, -2), /^error: is a truncated WebP .* decoder object/],
    [
      'a truncated animated WebP',
      webpOf({ isAnimated: true }).subarray(0, -9),
      /^error: is a truncated WebP/,
    ],
    ['an animated WebP', webpOf({ isAnimated: true }), /^warning: is animated/],
    ['a truncated GIF', gifOf().subarray(0, -4), /^error: is a truncated GIF/],
    ['a GIF that is truncated in its header', gifOf().subarray(0, 12), /^error: is a GIF .* in its header/],
    ['a truncated BMP', bmpOf().subarray(0, -3), /^error: is a truncated BMP/],
    [
      'a truncated TIFF',
      tiffOf([1, 2]).subarray(0, 20),
      /^error: is a TIFF that is truncated before its direct/,
    ],
    ['a color TIFF with floats', tiffOf([1, 2, 3], { bits: 32, kind: 3, samples: 3 }), /^error: .*floats/],
    ['a TIFF with half floats', tiffOf([1], { kind: 3 }), /^error: is a TIFF with 16-bit floats .* identify/],
    ['an AVIF', text('\0\0\0\x20ftypavif'), /^warning: is an AVIF image .* 11\.3/],
  ])('images: %s', async (_what, bytes, expected) => {
    for (const modality of IMAGE_FIELDS) expect(await inspect(modality, bytes)).toMatch(expected);
  });

  // Pillow 9.5 to 13.0: values above 255 become 255, so all such images get the same vector.
  it.each<[string, Buffer, RegExp]>([
    [
      'a 16-bit PNG',
      deepPng(2, [0, 9, 1, 9, 2]),
      /^error: is a 16-bit grayscale image with 100% .* -auto-level -depth 8/,
    ],
    ['the filter Sub', deepPng(2, [1, 9, 1, 0, 0]), /^error: is a 16-bit grayscale image with 100%/],
    ['the filter Up', deepPng(1, [0, 9, 1], [2, 0, 0]), /^error: is a 16-bit grayscale image with 100%/],
    [
      'a few such values',
      deepPng(3, [0, 0, 1, 0, 2, 9, 9]),
      /^warning: is a 16-bit grayscale image with 34%/,
    ],
    ['values that fit into 8 bits', deepPng(2, [0, 0, 255, 0, 3]), /^accepted$/],
    ['a 16-bit TIFF', tiffOf([256, 4000]), /^error: is a 16-bit grayscale image with 100%/],
    ['a 32-bit TIFF', tiffOf([256, 4000], { bits: 32 }), /^error: is a 32-bit grayscale image with 100%/],
    [
      'a TIFF with floats',
      tiffOf([300, 0.5, 2], { bits: 32, kind: 3 }),
      /^warning: is a 32-bit float grayscale image with 34%/,
    ],
    ['a TIFF with values that fit', tiffOf([255, 3]), /^accepted$/],
    ['an 8-bit TIFF', tiffOf([255, 3], { bits: 8 }), /^accepted$/],
  ])('grayscale values above 255: %s', async (_what, bytes, expected) => {
    for (const modality of IMAGE_FIELDS) expect(await inspect(modality, bytes)).toMatch(expected);
  });

  it.each<[string, Buffer, RegExp]>([
    ['MP4, one frame every three seconds', indexedMp4(8, 3), /^error: has no frame from second/],
    [
      'MP4, one frame every ten seconds',
      indexedMp4(6, 10),
      /^error: has no frame from second 14\.5 to 16\.5 .* 'NoneType'/,
    ],
    [
      'MP4 without half of its data',
      indexedMp4(20, 1, 10),
      /^error: is truncated: the data of 10 of its 20 frames/,
    ],
    ['MP4 without the last frame', indexedMp4(20, 1, 19), /^warning: is truncated: the data of 1 of its 20/],
    [
      'truncated fragmented MP4',
      Buffer.concat([mp4Of(0, { fragments: 1 }), Buffer.from('\0\0\0\x99mdat')]),
      /^warning: is truncated within/,
    ],
    [
      'Matroska with a gap',
      timedMatroska([0, 1000, 2000, 24_000, 25_000]),
      /^error: has no frame from second 5\.8/,
    ],
    [
      'H.264 in a transport stream',
      transportStream(0x1b),
      /^error: is H\.264 in an MPEG transport .* -c copy/,
    ],
    ['an animated WebP', webpOf({ isAnimated: true }), /^error: is an animated WebP .* Unable to decode/],
  ])('a video with windows without a frame: %s', async (_what, bytes, expected) => {
    expect(await inspect('video', bytes)).toMatch(expected);
  });

  it('short base64 as text', async () => {
    expect(await inspect('image', base64(Buffer.alloc(6)))).toMatch(/^error: is not an image: text/);
  });
});
