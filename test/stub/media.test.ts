import { describe, expect, it } from 'vitest';
import { type MediaModality, MODALITY_FACTS } from '../../src/facts/modalities.ts';
import { encodeWav } from '../../src/smoke/samples/encoders.ts';
import { brokenImage, sampleMedia } from '../../src/smoke/samples/samples.ts';
import { stubForTests, vectorize } from './client.ts';

const stub = stubForTests();

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const base64 = (content: string | Buffer) =>
  (typeof content === 'string' ? latin1(content) : content).toString('base64');

const post = (modality: MediaModality, ...items: unknown[]) =>
  vectorize(stub(), { [MODALITY_FACTS[modality].requestKey]: items });

async function errorOf(modality: MediaModality, ...items: unknown[]): Promise<unknown> {
  const reply = await post(modality, ...items);
  expect(reply.status).toBe(500);
  expect(reply.headers['content-type']).toBe('application/json');
  return (JSON.parse(reply.text) as { error: unknown }).error;
}

const PICTURES = ['image', 'thermal', 'depth'] as const;
const FILES = ['audio', 'video', 'imu'] as const;

const PNG = sampleMedia('image', 0);
const WAV = sampleMedia('audio', 0);
const BMP = latin1('BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0rest');
const NO_IMAGE = 'cannot identify image file';
const NO_AUDIO = 'Failed to load audio';
const NO_VIDEO =
  "Failed to open video. [Errno 1094995529] Invalid data found when processing input: '<none>'";
const NO_VIDEO_STREAM = 'Video stream not found';
const NO_STRING = 'an item is not a string';
const unassigned = (modality: string) =>
  `cannot access local variable '${modality}_paths' where it is not associated with a value`;

describe('the samples', () => {
  it.each([...PICTURES, ...FILES])('of %s are accepted', async (modality) => {
    const reply = await post(modality, base64(sampleMedia(modality, 0)), base64(sampleMedia(modality, 1)));
    expect(reply.status).toBe(200);
  });

  it('include one that is not an image', async () => {
    expect(await errorOf('image', base64(brokenImage()))).toBe(NO_IMAGE);
  });
});

describe('base64 that cannot be decoded', () => {
  const pictures = [
    ['abc', 'Incorrect padding'],
    [
      'hello!',
      'Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4',
    ],
    [null, NO_STRING],
    [1, NO_STRING],
    [['a'], NO_STRING],
    [{}, NO_STRING],
    ['é===', 'string argument should contain only ASCII characters'],
  ] as const;
  it.each(PICTURES.flatMap((modality) => pictures.map((row) => [modality, ...row] as const)))(
    'of %s %j: %s',
    async (modality, item, error) => {
      expect(await errorOf(modality, item)).toBe(error);
    },
  );

  const files = ['abc', 'hello!', null, 1, true, ['a'], {}];
  it.each(FILES.flatMap((modality) => files.map((item) => [modality, item] as const)))(
    'of %s %j is hidden by an error in the clean-up',
    async (modality, item) => {
      expect(await errorOf(modality, item)).toBe(unassigned(modality));
    },
  );

  it('skips newlines and blanks', async () => {
    expect((await post('image', base64(PNG).replace(/(.{76})/g, '$1\r\n '))).status).toBe(200);
    expect((await post('audio', base64(WAV).replace(/(.{76})/g, '$1\r\n é'))).status).toBe(200);
  });

  it('treats a data: prefix and the URL-safe alphabet as garbage', async () => {
    expect(await errorOf('image', `data:image/png;base64,${base64(PNG)}`)).toMatch(
      /Incorrect padding|cannot identify image file|Invalid base64/,
    );
    const bytes = Buffer.concat([PNG, Buffer.alloc(6, 0xff)]);
    expect(await errorOf('image', bytes.toString('base64url').slice(0, 3))).toBe('Incorrect padding');
  });
});

describe('pictures are recognized by their content', () => {
  const accepted = [
    ['PNG', PNG],
    ['JPEG', '\xff\xd8\xff\xe0\0\x10JFIF'],
    ['GIF', 'GIF89a\x01\0\x01\0'],
    ['old GIF', 'GIF87a\x01\0\x01\0'],
    ['WebP', 'RIFF\x24\0\0\0WEBPVP8 '],
    ['little-endian TIFF', 'II*\0\x08\0\0\0'],
    ['big-endian TIFF', 'MM\0*\0\0\0\x08'],
    ['BMP', BMP],
  ] as const;
  it.each(PICTURES.flatMap((modality) => accepted.map((row) => [modality, ...row] as const)))(
    '%s: %s',
    async (modality, _name, content) => {
      expect((await post(modality, base64(content))).status).toBe(200);
    },
  );

  const rejected = [
    ['nothing', ''],
    ['text', 'hello'],
    ['WAV', WAV],
    ['text that starts like a BMP', 'BM is a film'],
    ['only a PNG signature', '\x89PNG\r\n\x1a\n'],
    ['Y4M', sampleMedia('video', 0)],
  ] as const;
  it.each(PICTURES.flatMap((modality) => rejected.map((row) => [modality, ...row] as const)))(
    'not in %s: %s',
    async (modality, _name, content) => {
      expect(await errorOf(modality, base64(content))).toBe(NO_IMAGE);
    },
  );
});

describe('audio', () => {
  const wav = (samples: number, rate: number) => encodeWav(new Array<number>(samples).fill(0), rate);
  const format = '\x01\0\x01\0\x80\x3e\0\0\0\x7d\0\0\x02\0\x10\0';

  it.each([
    ['WAV of exactly 25 ms', wav(400, 16_000)],
    ['WAV at 8 kHz, 200 samples', wav(200, 8_000)],
    ['WAV whose data chunk claims more than there is', WAV.subarray(0, 5_000)],
    [
      'WAV with another chunk before the data',
      `RIFF\0\0\0\0WAVEfmt \x10\0\0\0${format}LIST\x03\0\0\0abc\0data\xff\xff\xff\xff${'\0'.repeat(800)}`,
    ],
    ['FLAC', 'fLaC\0\0\0\x22'],
    ['Ogg', 'OggS\0\x02'],
    ['AIFF', 'FORM\0\0\0\0AIFF'],
    ['compressed AIFF', 'FORM\0\0\0\0AIFC'],
    ['AU', '.snd\0\0\0\x18'],
  ])('accepts %s', async (_name, content) => {
    expect((await post('audio', base64(content))).status).toBe(200);
  });

  it.each([
    ['399 samples', wav(399, 16_000), 399],
    ['a length that is rounded up', wav(199, 8_001), 398],
    ['24 ms at 44.1 kHz', wav(1_058, 44_100), 384],
    ['no samples', wav(0, 16_000), 0],
  ])('rejects a WAV that is too short: %s', async (_name, content, samples) => {
    expect(await errorOf('audio', base64(content))).toBe(`choose a window size 400 that is [2, ${samples}]`);
  });

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['PNG', PNG],
    ['MP3', 'ID3\x04\0\0\0\0\0\0'],
    ['M4A', '\0\0\0\x20ftypM4A '],
    ['AVI', 'RIFF\0\0\0\0AVI LIST'],
    ['WAV without a data chunk', `RIFF\0\0\0\0WAVEfmt \x10\0\0\0${format}`],
    ['WAV without a format', 'RIFF\0\0\0\0WAVEdata\x04\0\0\0\0\0\0\0'],
    [
      'WAV whose format is all zero',
      `RIFF\0\0\0\0WAVEfmt \x10\0\0\0${'\0'.repeat(16)}data\x04\0\0\0\0\0\0\0`,
    ],
  ])('rejects %s', async (_name, content) => {
    expect(await errorOf('audio', base64(content))).toBe(NO_AUDIO);
  });
});

describe('video', () => {
  it.each([
    ['MP4', '\0\0\0\x20ftypisom'],
    ['QuickTime', '\0\0\0\x14ftypqt  '],
    ['QuickTime without ftyp', '\0\0\0\x20moov'],
    ['Matroska and WebM', '\x1a\x45\xdf\xa3\x9f'],
    ['AVI', 'RIFF\0\0\0\0AVI LIST'],
    ['Y4M', sampleMedia('video', 0)],
    ['MPEG-TS', `G${'\0'.repeat(187)}G${'\0'.repeat(187)}`],
    ['MPEG-PS', '\0\0\x01\xba\x44'],
    ['GIF', 'GIF89a\x01\0\x01\0'],
    ['a still PNG', PNG],
    ['a still JPEG', '\xff\xd8\xff\xe0\0\x10JFIF'],
  ])('accepts %s', async (_name, content) => {
    expect((await post('video', base64(content))).status).toBe(200);
  });

  it.each([
    ['WAV', WAV],
    ['FLAC', 'fLaC\0\0\0\x22'],
    ['M4A', '\0\0\0\x20ftypM4A '],
  ])('finds no picture in %s', async (_name, content) => {
    expect(await errorOf('video', base64(content))).toBe(NO_VIDEO_STREAM);
  });

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['one G', 'G'],
    ['CSV', sampleMedia('imu', 0)],
  ])('rejects %s', async (_name, content) => {
    expect(await errorOf('video', base64(content))).toBe(NO_VIDEO);
  });
});

// Texts and row numbers are those of numpy 1.24.3, compared on 4000 random tables.
describe('IMU', () => {
  const row = '1,2,3,4,5,6\n';

  it.each([
    ['two rows', `h\n${row}${row}`],
    ['three rows without a header: one is lost', row.repeat(3)],
    ['Windows line endings', `h\r\n1,2,3,4,5,6\r\n1,2,3,4,5,6\r\n`],
    ['old Mac line endings', 'h\r1,2,3,4,5,6\r1,2,3,4,5,6'],
    ['comments and empty lines', `h\n# c\n\n1,2,3,4,5,6 # c\n${row}`],
    ['blanks, exponents, bare points', `h\n 1 ,+2,-3e-3,.5,5.,6E2\n${row}`],
    ['more rows than the model reads', `h\n${row.repeat(2_500)}`],
  ])('accepts %s', async (_name, content) => {
    expect((await post('imu', base64(content))).status).toBe(200);
  });

  const indexError = 'tuple index out of range';
  const ragged = (from: number, to: number, at: number) =>
    `the number of columns changed from ${from} to ${to} at row ${at}; use \`usecols\` to select a subset and avoid this error`;
  const noNumber = (repr: string, at: number, column: number) =>
    `could not convert string ${repr} to float32 at row ${at}, column ${column}.`;
  it.each([
    ['nothing', '', indexError],
    ['only a header', 'h\n', indexError],
    ['one row', `h\n${row}`, indexError],
    ['two rows without a header', row + row, indexError],
    ['one column', 'h\n1\n2\n', indexError],
    ['a short row', `h\n${row}1,2,3,4,5\n`, ragged(6, 5, 2)],
    ['a long row after empty lines', `h\n\n1,2,3,4,5\n\n${row}`, ragged(5, 6, 2)],
    ['a blank line', `h\n${row}  \n${row}`, ragged(6, 1, 2)],
    ['a word', `h\n${row}1,2,x,4,5,6\n`, noNumber("'x'", 1, 3)],
    ['a comma at the end', `h\n1,2,3,4,5,\n${row}`, noNumber("''", 0, 6)],
    ['semicolons', 'h\n1;2\n1;2\n', noNumber("'1;2'", 0, 1)],
    ['quotes', `h\n"1",2,3,4,5,6\n${row}`, noNumber(`'"1"'`, 0, 1)],
    ['an apostrophe', `h\nit's,2,3,4,5,6\n${row}`, noNumber(`"it's"`, 0, 1)],
    ['a control character', `h\n\0,2,3,4,5,6\n${row}`, noNumber("'\\x00'", 0, 1)],
    ['hexadecimal', `h\n0x10,2,3,4,5,6\n${row}`, noNumber("'0x10'", 0, 1)],
    [
      'five columns',
      'h\n1,2,3,4,5\n1,2,3,4,5\n',
      'mat1 and mat2 shapes cannot be multiplied (250x40 and 48x512)',
    ],
    ['seven columns', `h\n1,${row}1,${row}`, 'mat1 and mat2 shapes cannot be multiplied (250x56 and 48x512)'],
    ['a PNG', PNG, "'utf-8' codec can't decode byte 0x89 in position 0: invalid start byte"],
    [
      'Latin-1',
      'h\nabc\xe9,2\n',
      "'utf-8' codec can't decode byte 0xe9 in position 5: invalid continuation byte",
    ],
  ])('rejects %s', async (_name, content, error) => {
    expect(await errorOf('imu', base64(content))).toBe(error);
  });

  it('multiplies the whole batch', async () => {
    const five = base64('h\n1,2,3,4,5\n1,2,3,4,5\n');
    expect(await errorOf('imu', five, five)).toBe(
      'mat1 and mat2 shapes cannot be multiplied (500x40 and 48x512)',
    );
  });

  it('stacks only tables of one shape', async () => {
    const five = base64('h\n1,2,3,4,5\n1,2,3,4,5\n');
    expect(await errorOf('imu', base64(sampleMedia('imu', 0)), five)).toBe(
      'stack expects each tensor to be equal size, but got [6, 2000] at entry 0 and [5, 2000] at entry 1',
    );
  });

  it.each(['nan', 'NaN', 'inf', '-Infinity', '1e39', '1e400'])(
    'responds to %s with text, because JSON has no such number',
    async (value) => {
      const reply = await post('imu', base64(`h\n${value},2,3,4,5,6\n${row}`));
      expect([reply.status, reply.text]).toEqual([500, 'Internal Server Error']);
      expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
    },
  );
});

describe('a request with several items', () => {
  it.each([...PICTURES, ...FILES])('of %s fails if its last item is invalid', async (modality) => {
    const good = base64(sampleMedia(modality, 0));
    expect(await errorOf(modality, good, good, base64('x'))).toBeTypeOf('string');
  });

  it.each([null, 1, false])('fails if a text is %j', async (text) => {
    const reply = await vectorize(stub(), { texts: ['good', text] });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([500, { error: NO_STRING }]);
  });

  it.each([
    ['text', 'images', { texts: [1], images: [''] }, NO_STRING],
    ['image', 'audio', { audio: ['a'], images: [''] }, NO_IMAGE],
    ['audio', 'depth', { depth: [''], audio: ['a'] }, unassigned('audio')],
    ['depth', 'imu', { imu: ['a'], depth: [''] }, NO_IMAGE],
    ['imu', 'thermal', { thermal: [''], imu: ['a'] }, unassigned('imu')],
    ['thermal', 'the shape of imu', { imu: [base64('h\n1,2\n1,2\n')], thermal: [''] }, NO_IMAGE],
    [
      'the shape of imu',
      'video',
      { video: ['a'], imu: [base64('h\n1,2\n1,2\n')] },
      'mat1 and mat2 shapes cannot be multiplied (250x16 and 48x512)',
    ],
    [
      'video',
      'what JSON cannot represent',
      { imu: [base64('h\nnan,2,3,4,5,6\n1,2,3,4,5,6\n')], video: ['a'] },
      unassigned('video'),
    ],
  ])('reports an error in %s before one in %s', async (_first, _second, body, error) => {
    const reply = await vectorize(stub(), body);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([500, { error }]);
  });
});
