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
const PICTURES = ['image', 'thermal', 'depth'] as const;
const PNG = sampleMedia('image', 0);
const WAV = sampleMedia('audio', 0);
const MP3 = Buffer.from('ID3\x04\0\0\0\0\0\0\xff\xfb\x90\0', 'latin1');
const text = (content: string) => Buffer.from(content);
const base64 = (bytes: Buffer) => text(bytes.toString('base64'));

/** A PNG with a changed header, whose check sum is right. */
function pngWith(change: (png: Buffer) => void): Buffer {
  const png = encodePng({ width: 4, height: 4, at: () => [9] });
  change(png);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

/** A PNG of 16 bits of gray: each of its rows with a filter, and the bytes behind it. */
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

async function seen(modality: Modality, bytes: Buffer): Promise<string> {
  const problem = await inspectFile(modality, bytes);
  return problem
    ? `${problem.severity}: ${problem.message} | ${problem.reason} | ${problem.suggestion}`
    : 'fine';
}

describe('what the model takes', () => {
  it.each(MEDIA)('the samples of %s', async (modality) => {
    expect(await seen(modality, sampleMedia(modality, 0))).toBe('fine');
    expect(await seen(modality, sampleMedia(modality, 1))).toBe('fine');
  });

  it.each<[string, Modality, Buffer]>([
    ['a text', 'text', text(sampleText(0))],
    ['a text of 75 tokens', 'text', text('dog '.repeat(75))],
    ['sound of 26 ms', 'audio', wavOf(26)],
    ['silence', 'audio', Buffer.concat([WAV.subarray(0, 44), Buffer.alloc(32_000)])],
    ['any rate', 'audio', wavOf(500, 44_100)],
    ['six seconds', 'audio', wavOf(6000)],
    ['FLAC', 'audio', flacOf(16_000)],
    ['FLAC that does not tell its length', 'audio', flacOf(0)],
    ['Ogg Vorbis', 'audio', oggOf('vorbis', 16_000)],
    ['Ogg Opus', 'audio', oggOf('opus', 48_000)],
    ['WAV in floats', 'audio', wavWith({ format: 3, bits: 32, align: 4 })],
    ['WAV in A-law', 'audio', wavWith({ format: 6, bits: 8, align: 1 })],
    ['an extensible WAV', 'audio', wavWith({ format: 0xfffe, more: extensible(1) })],
    ['WAV whose numbers are the other way round', 'audio', wavWith({ kind: 'RIFX' })],
    ['WAV for more than 4 GiB', 'audio', wavWith({ kind: 'RF64' })],
    ['WAV with a block size of 0', 'audio', wavWith({ align: 0 })],
    // A block of compressed sound holds many samples: libsox hears 20, 10 and 10 blocks of them.
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
    ['the rate of a phone', 'audio', wavOf(100, 11_025)],
    ['an image of one pixel', 'image', encodePng({ width: 1, height: 1, at: () => [0] })],
    ['MP4', 'video', mp4Of(10)],
    ['MP4 in fragments', 'video', mp4Of(0, { fragments: 1 })],
    ['AVI', 'video', aviOf(2)],
    ['Matroska', 'video', matroskaOf(3)],
    ['Y4M of one frame', 'video', y4mOf(1)],
    ['Y4M of ten bits', 'video', y4mOf(1, 'W2 H2 C420p10')],
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
    ['CRLF', 'imu', text('a,b,c,d,e,f\r\n1,2,3,4,5,6\r\n1,2,3,4,5,6\r\n')],
    ['2000 rows', 'imu', csvOf(2000)],
    ['other names of columns', 'imu', csvOf(2, { header: 'zeit,a,b,c,d,e' })],
  ])('%s', async (_what, modality, bytes) => {
    expect(await seen(modality, bytes)).toBe('fine');
  });
});

describe('the table "bad input, exact behaviour"', () => {
  it.each(MODALITIES)('an empty file of %s', async (modality) => {
    expect(await seen(modality, Buffer.alloc(0))).toMatch(/^error: is empty/);
  });

  it.each<[Modality, Buffer, RegExp]>([
    ...PICTURES.flatMap((modality): [Modality, Buffer, RegExp][] => [
      [modality, WAV, /^error: is no picture: WAV \(audio\/wav\) .* 500: cannot identify image file \|/],
      [modality, text('no picture'), /^error: is no picture: text/],
      [modality, Buffer.from([1, 2, 3]), /^error: is no picture: of an unknown kind/],
    ]),
    ['audio', PNG, /^error: is no sound that the model can hear: PNG .* 500: Failed to load audio;/],
    ['audio', text('noise'), /^error: is no sound .*: text/],
    ['video', WAV, /^error: is no video: WAV .* 500: Video stream not found \|/],
    ['video', text('film'), /^error: is no video: text .* Failed to open video/],
    // A still picture passes on the real server.
    ['video', PNG, /^warning: is a still picture/],
    ['video', Buffer.from('\0\0\0\x20ftypavif'), /^warning: is a still picture/],
    ['imu', PNG, /^error: is no CSV: PNG .* 500: 'utf-8' codec/],
    ['imu', text('a\nb\nc'), /^error: has 1 column instead of 6 in row 1 .* 500: could not convert string/],
  ])('another kind of bytes as %s (%#)', async (modality, bytes, expected) => {
    expect(await seen(modality, bytes)).toMatch(expected);
  });

  it.each(MEDIA)('base64 of %s instead of the file, in every form', async (modality) => {
    const file = modality === 'imu' ? csvOf(20) : sampleMedia(modality, 0);
    const encoded = file.toString('base64');
    const forms: [string, string, string][] = [
      [encoded, 'holds base64,', 'base64 -d < FILE > DECODED'],
      [encoded.replace(/.{76}/g, '$&\r\n'), 'holds base64,', 'base64 -d'],
      [encoded.slice(0, 1001), 'holds base64,', 'base64 -d'],
      [`data:application/x;base64,${encoded}`, 'holds a data: address', "sed 's/^data:[^,]*,//'"],
    ];
    for (const [content, message, suggestion] of forms) {
      const found = await seen(modality, text(content));
      expect(found).toContain(`error: ${message}`);
      expect(found).toContain(suggestion);
    }
  });

  it('URL-safe base64, and what it holds', async () => {
    const encoded = `${Buffer.concat([PNG, Buffer.from('\xfb\xff\xfe', 'latin1')]).toString('base64url')}`;
    const found = await seen('image', text(encoded));
    expect(found).toContain(
      'error: holds URL-safe base64, not the medium itself; decoded it is PNG (image/png)',
    );
    expect(found).toContain("tr '_-' '/+' < FILE | base64 -d > DECODED");
    // Broken base64, too short to be told from a word: it is no picture either way.
    for (const broken of ['abc', 'hello!'])
      expect(await seen('image', text(broken))).toMatch(/^error: is no picture/);
  });

  it.each<[string, Buffer, RegExp]>([
    ['24 ms', wavOf(24), /^error: is too short: 24 ms .* choose a window size 400 that is \[2, 384\]/],
    ['24 ms at another rate', wavOf(24, 44_100), /^error: is too short: 24 ms/],
    ['no sample', wavOf(0), /^error: is too short: 0 ms/],
    ['a short FLAC', flacOf(160), /^error: is too short: 10 ms/],
    ['a short Ogg', oggOf('vorbis', 160), /^error: is too short: 10 ms/],
    ['a short Opus', oggOf('opus', 480), /^error: is too short: 10 ms/],
    ['MP3', MP3, /^error: is no sound that the model can hear: MP3 .* without FFmpeg .* ffmpeg -i FILE/],
    ['MP3 in a WAV', wavWith({ format: 0x55 }), /^error: is a WAV with a format inside .* \(number 85\)/],
    [
      'an unknown format in an extensible WAV',
      wavWith({ format: 0xfffe, more: extensible(0x1234) }),
      /^error: is a WAV with a format inside .* \(number 4660\)/,
    ],
    [
      '12 bits',
      wavWith({ bits: 12 }),
      /^error: is a WAV with 12 bits per sample, and 8, 16, 24, 32 are read/,
    ],
    ['floats of 16 bits', wavWith({ format: 3 }), /^error: is a WAV with 16 bits per sample, and 32, 64 are/],
    ['no channel', wavWith({ channels: 0 }), /^error: is a WAV with 0 channels .* its process dies/],
    ['255 channels', wavWith({ channels: 255 }), /^error: is too short: 0 ms in each of its 255 channels/],
    // Measured on the server: more than 8.6 GB, 2.86 GB, 0.2 GB.
    ['44,101 Hz', wavOf(100, 44_101), /^error: has an odd sample rate: 44101 Hz .* 10\.5 GiB .* ffmpeg/],
    ['11,127 Hz', wavOf(100, 11_127), /^error: has an odd sample rate: 11127 Hz .* 2\.7 GiB/],
    ['44,101 Hz in FLAC', flacOf(44_101, 44_101), /^error: has an odd sample rate/],
    ['44,101 Hz in AIFF', aiffOf(44_101, 44_101), /^error: has an odd sample rate/],
    ['44,101 Hz in AU', auOf(44_101), /^error: has an odd sample rate/],
    ['44,108 Hz', wavOf(100, 44_108), /^warning: has an odd sample rate: 44108 Hz .* MiB/],
    ['a short AIFF', aiffOf(160), /^error: is too short: 10 ms/],
    ['a FLAC without a frame', flacOf(9).subarray(0, 42), /^error: is a FLAC that is cut off before/],
    [
      'a FLAC whose first frame is cut',
      flacOf(9).subarray(0, 48),
      /^error: is a FLAC that is cut off before/,
    ],
    [
      'an Ogg whose first page of sound is cut',
      oggOf('vorbis', 16_000).subarray(0, -1),
      /^error: is an Ogg file that is cut off before its first page/,
    ],
    ['a film in Ogg', oggOf('theora', 9), /^error: is an Ogg file with neither Vorbis nor Opus/],
    ['a WAV that is cut in its header', WAV.subarray(0, 30), /^error: is no sound .*: a damaged WAV/],
    [
      'a FLAC that is cut in its header',
      flacOf(9).subarray(0, 20),
      /^error: is a FLAC that ends in its header/,
    ],
    ['more than three clips', wavOf(6500), /^warning: is heard in part: of its 6.5 s \| .* three clips/],
  ])('audio: %s', async (_what, bytes, expected) => {
    expect(await seen('audio', bytes)).toMatch(expected);
  });

  it.each<[string, Buffer, RegExp]>([
    ['MP4', mp4Of(0), /^error: has no frame/],
    ['AVI', aviOf(0), /^error: has no frame/],
    ['Matroska', matroskaOf(0), /^error: has no frame/],
    ['Y4M', y4mOf(0), /^error: has no frame .* 'NoneType'/],
    ['Y4M with half a frame', y4mOf(1).subarray(0, -3), /^error: has no frame/],
    [
      'MP4 with sound only',
      mp4Of(5, { kind: 'soun' }),
      /^error: has no track of pictures .* stream not found/,
    ],
    ['AVI with sound only', aviOf(5, 'auds'), /^error: has no track of pictures/],
    ['Matroska with sound only', matroskaOf(5, 2), /^error: has no track of pictures/],
    ['MP4 whose index is missing', mp4Of(5, { isCut: true }), /^error: is cut off .* Failed to open video/],
    ['AVI that is cut', aviOf(5).subarray(0, 60), /^error: is cut off/],
    ['Matroska that is cut', matroskaOf(5).subarray(0, 30), /^error: is cut off/],
    ['Y4M that is cut', y4mOf(1).subarray(0, 12), /^error: is cut off/],
  ])('video without frames: %s', async (_what, bytes, expected) => {
    expect(await seen('video', bytes)).toMatch(expected);
  });

  it.each<[string, Buffer, RegExp]>([
    ['no header', csvOf(3, { header: '1,2,3,4,5,6' }), /^warning: has no header \| .* a row is lost/],
    ['no row', csvOf(0), /^error: has no row below its first line .* tuple index out of range/],
    ['one row', csvOf(1), /^error: has one row below/],
    ['one column', csvOf(3, { header: 'a', row: '1' }), /^error: has 1 column instead of 6/],
    ['five columns', csvOf(3, { row: '1,2,3,4,5' }), /^error: has 5 columns .* \(250x40 and 48x512\)/],
    ['seven columns', csvOf(3, { row: '1,2,3,4,5,6,7' }), /^error: has 7 columns .* mat1 and mat2/],
    [
      'a ragged row',
      text('a,b,c,d,e,f\n1,2,3,4,5,6\n1,2,3,4,5\n'),
      /^error: has 5 columns instead of 6 in row 2 /,
    ],
    ['words', csvOf(3, { row: '1,2,3,4,5,up' }), /^error: holds something else than numbers .* 'up'/],
    ['semicolons', csvOf(3, { header: 'a;b', row: '1;2' }), /^error: has ; between its columns/],
    ['nan', csvOf(3, { row: '1,2,3,4,5,nan' }), /^error: holds values that are no 32-bit numbers .* no JSON/],
    // The squares of such values are no 32-bit numbers: NaN, measured with 1e30.
    [
      'huge values',
      csvOf(3, { row: '1,2,3,4,5,1e30' }),
      /^error: holds values beyond 1e18 in either .* no JSON/,
    ],
    ['huge values below zero', csvOf(3, { row: '1,2,3,4,5,-2e18' }), /^error: holds values beyond 1e18/],
    ['too many rows', csvOf(2001), /^warning: has 2001 rows \| only the first 2000 count/],
  ])('IMU: %s', async (_what, bytes, expected) => {
    expect(await seen('imu', bytes)).toMatch(expected);
  });

  it.each<[string, Buffer, RegExp]>([
    ['76 words', text('dog '.repeat(76)), /^error: is too long: 76 tokens or more .* the same vector/],
    ['76 digits', text('1'.repeat(76)), /^error: is too long: 76/],
    ['long words', text('electroencephalography '.repeat(30)), /^warning: may be too long: about 150 tokens/],
    ['blanks', text(' \n\t'), /^error: holds no word/],
    ['Latin-1', Buffer.from([0x6d, 0xfc, 0x64]), /^error: is not UTF-8 .* iconv/],
    [
      'a data: address',
      text(`data:image/png;base64,${PNG.toString('base64')}`),
      /^error: holds a data: address/,
    ],
  ])('text: %s', async (_what, bytes, expected) => {
    expect(await seen('text', bytes)).toMatch(expected);
  });

  it.each<[string, Buffer, RegExp]>([
    ['a PNG that is cut', PNG.subarray(0, -40), /^error: is a PNG that is cut off .* truncated/],
    [
      'a JPEG that is cut',
      Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1'),
      /^error: is a JPEG that is cut off/,
    ],
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
      'a claim of 3.6 gigapixels',
      pngWith((png) => png.fill(Buffer.of(0, 0, 0xea, 0x60), 16, 24)),
      /^error: is too large: 60000 by 60000 pixels .* exceeds limit of 178956970/,
    ],
    [
      'a PNG that ends in the check sum of its pixels',
      PNG.subarray(0, -18),
      /^warning: .* last bytes are missing/,
    ],
    ['a WebP that is cut', webpOf().subarray(0, -2), /^error: is a WebP that is cut off .* decoder object/],
    [
      'an animated WebP that is cut',
      webpOf({ isAnimated: true }).subarray(0, -9),
      /^error: is a WebP that is cut/,
    ],
    ['an animated WebP', webpOf({ isAnimated: true }), /^warning: is animated/],
    ['a GIF that is cut', gifOf().subarray(0, -4), /^error: is a GIF that is cut off/],
    ['a GIF that ends in its header', gifOf().subarray(0, 12), /^error: is a GIF that ends in its header/],
    ['a BMP that is cut', bmpOf().subarray(0, -3), /^error: is a BMP that is cut off/],
    [
      'a TIFF that is cut',
      tiffOf([1, 2]).subarray(0, 20),
      /^error: is a TIFF that is cut off before its direct/,
    ],
    [
      'a TIFF in floats, and in colour',
      tiffOf([1, 2, 3], { bits: 32, kind: 3, samples: 3 }),
      /^error: .*floats/,
    ],
    ['a TIFF in half floats', tiffOf([1], { kind: 3 }), /^error: is a TIFF of floats of 16 bits .* identify/],
    ['an AVIF', text('\0\0\0\x20ftypavif'), /^warning: is AVIF .* 11\.3/],
  ])('pictures: %s', async (_what, bytes, expected) => {
    for (const modality of PICTURES) expect(await seen(modality, bytes)).toMatch(expected);
  });

  // Pillow 9.5 to 13.0: values above 255 become 255, so that all such pictures get one vector.
  it.each<[string, Buffer, RegExp]>([
    [
      'a PNG of 16 bits',
      deepPng(2, [0, 9, 1, 9, 2]),
      /^error: has 16 bits of gray, 100 % .* -auto-level -depth 8/,
    ],
    ['one that adds to the left', deepPng(2, [1, 9, 1, 0, 0]), /^error: has 16 bits of gray, 100 %/],
    [
      'one that adds to the row above',
      deepPng(1, [0, 9, 1], [2, 0, 0]),
      /^error: has 16 bits of gray, 100 %/,
    ],
    ['one with a few such values', deepPng(3, [0, 0, 1, 0, 2, 9, 9]), /^warning: has 16 bits of gray, 34 %/],
    ['one whose values fit into 8 bits', deepPng(2, [0, 0, 255, 0, 3]), /^fine$/],
    ['a TIFF of 16 bits', tiffOf([256, 4000]), /^error: has 16 bits of gray, 100 %/],
    ['a TIFF of 32 bits', tiffOf([256, 4000], { bits: 32 }), /^error: has 32 bits of gray, 100 %/],
    [
      'a TIFF in floats',
      tiffOf([300, 0.5, 2], { bits: 32, kind: 3 }),
      /^warning: has 32 bits \(floats\) of gray, 34 %/,
    ],
    ['a TIFF whose values fit', tiffOf([255, 3]), /^fine$/],
    ['a TIFF of 8 bits', tiffOf([255, 3], { bits: 8 }), /^fine$/],
  ])('gray beyond 255: %s', async (_what, bytes, expected) => {
    for (const modality of PICTURES) expect(await seen(modality, bytes)).toMatch(expected);
  });

  it.each<[string, Buffer, RegExp]>([
    [
      'MP4, one every three seconds',
      indexedMp4(8, 3),
      /^error: has no frame from second 0\.0|^error: has no frame/,
    ],
    [
      'MP4, one every ten seconds',
      indexedMp4(6, 10),
      /^error: has no frame from second 14\.5 to 16\.5 .* 'NoneType'/,
    ],
    [
      'MP4, half of whose data is gone',
      indexedMp4(20, 1, 10),
      /^error: is cut off: the data of 10 of its 20 frames/,
    ],
    [
      'MP4, nearly all of whose data is there',
      indexedMp4(20, 1, 19),
      /^warning: is cut off: the data of 1 of its 20/,
    ],
    [
      'MP4 in fragments that is cut',
      Buffer.concat([mp4Of(0, { fragments: 1 }), Buffer.from('\0\0\0\x99mdat')]),
      /^warning: is cut off within/,
    ],
    [
      'Matroska with a hole',
      timedMatroska([0, 1000, 2000, 24_000, 25_000]),
      /^error: has no frame from second 5\.8/,
    ],
    [
      'H.264 in a transport stream',
      transportStream(0x1b),
      /^error: is H\.264 in an MPEG transport .* -c copy/,
    ],
    ['an animated WebP', webpOf({ isAnimated: true }), /^error: is an animated WebP .* Unable to decode/],
  ])('video with windows that hold no frame: %s', async (_what, bytes, expected) => {
    expect(await seen('video', bytes)).toMatch(expected);
  });

  it('base64 is told from a short word', async () => {
    expect(await seen('image', base64(Buffer.alloc(6)))).toMatch(/^error: is no picture: text/);
  });
});
