import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { storedSample } from '../../src/smoke/objects.ts';
import { encodePng, encodeWav } from '../../src/smoke/samples/encoders.ts';

/** What becomes of the files of a corpus, by their paths. */
export interface Corpus {
  readonly imported: readonly string[];
  readonly failed: readonly string[];
  readonly leftOut: readonly string[];
}

type Files = Readonly<Record<string, string | Buffer>>;

/** How many short texts there are: they make up most of an import. */
export const TEXTS = 80;

export const textName = (n: number) => `texts/${String(n).padStart(2, '0')}.txt`;

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

const picture = (seed: number) =>
  encodePng({ width: 40, height: 24, at: (x, y) => [(x * seed) % 256, (y * 10) % 256, seed % 256] });

const sample = (kind: Parameters<typeof storedSample>[0], variant: 0 | 1 = 0) =>
  Buffer.from(storedSample(kind, variant), 'base64');

/** Names that break programs that quote, split or print them carelessly. */
const NAMES = [
  'with space',
  `quotes '"\``,
  'new\nline',
  '🐶',
  'שלום',
  'back\\slash',
  '-rf',
  '$HOME',
  '%00',
  'a'.repeat(200),
];

/** A text of several parts. */
export const LONG_TEXT = range(30)
  .map((n) => `Sentence number ${n} tells about a dog that ran over the snow of a long winter.`)
  .join(' ');

async function good(): Promise<Files> {
  const jpeg = (n: number) => sharp(picture(n + 100)).jpeg();
  const frames = Buffer.alloc(16 * 48 * 3, 90).fill(200, 0, 16 * 16 * 3);
  const animated = sharp(frames, { raw: { width: 16, height: 48, channels: 3, pageHeight: 16 } });
  const orientations = await Promise.all(
    range(8).map(async (n) => {
      const turned = await jpeg(n)
        .withMetadata({ orientation: n + 1 })
        .toBuffer();
      return [`exif/${n + 1}.jpg`, turned] as const;
    }),
  );
  return {
    ...Object.fromEntries(range(TEXTS).map((n) => [textName(n), `Note ${n} is about a dog in the snow.\n`])),
    ...Object.fromEntries(range(20).map((n) => [`pictures/${n}.png`, picture(n + 1)])),
    ...Object.fromEntries(orientations),
    ...Object.fromEntries(NAMES.map((name, n) => [`names/${name}.txt`, `The name of note ${n} is odd.`])),
    'formats/animated.gif': await animated.gif().toBuffer(),
    'formats/animated.webp': await animated.webp().toBuffer(),
    'formats/picture.tiff': await sharp(picture(60)).tiff().toBuffer(),
    'formats/transparent.png': await sharp({
      create: { width: 9, height: 9, channels: 4, background: '#f008' },
    })
      .png()
      .toBuffer(),
    'formats/large.jpg': await sharp(picture(61)).resize(1200, 900).jpeg().toBuffer(),
    'wrong/picture.txt': picture(62),
    'wrong/jpeg.png': await jpeg(63).toBuffer(),
    'wrong/no-ending': 'A text without an ending in its name.',
    'text/long.txt': LONG_TEXT,
    'text/utf-16.txt': Buffer.from('\ufeffA dog, stored as UTF-16.', 'utf16le'),
    'other/bark.wav': sample('audio'),
    'other/tone.wav': encodeWav(
      range(16_000 * 14).map((n) => Math.sin(n / 9) / 2),
      16_000,
    ),
    'other/holiday.y4m': sample('video'),
    'other/cat.thermal.png': sample('thermal'),
    'other/room.depth.png': sample('depth'),
    'other/run.csv': sample('imu'),
  };
}

async function bad(): Promise<Files> {
  const jpeg = await sharp(picture(70)).resize(400, 240).jpeg().toBuffer();
  return {
    'bad/empty.png': '',
    'bad/empty.txt': '',
    'bad/blank.txt': ' \n\t\n',
    'bad/text.png': 'This is not a picture.',
    'bad/cut.jpg': jpeg.subarray(0, 100),
    'bad/cut.png': picture(71).subarray(0, 40),
  };
}

const LEFT_OUT: Files = {
  'other/document.pdf': '%PDF-1.7\n%âãÏÓ\n',
  'other/takeout.json': '{"title": "dog.jpg"}',
};

/** Not seen at all. */
const HIDDEN: Files = {
  '.hidden.txt': 'hidden',
  '.git/config': '[core]',
  'texts/draft.tmp': 'a draft',
  '.bindstackignore': '*.tmp\n',
};

/** Writes files of all kinds, good and bad. */
export async function writeCorpus(directory: string): Promise<Corpus> {
  const imported = await good();
  const failed = await bad();
  for (const [path, content] of Object.entries({ ...imported, ...failed, ...LEFT_OUT, ...HIDDEN })) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await symlink(directory, join(directory, 'loop'));
  return { imported: Object.keys(imported), failed: Object.keys(failed), leftOut: Object.keys(LEFT_OUT) };
}
