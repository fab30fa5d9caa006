import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { prepareFile } from '../../src/media/prepare.ts';
import type { PreparedFile } from '../../src/media/preparedFile.ts';
import { usualOptions } from '../support/mediaTools.ts';
import { type PreparationOptions, preparation } from '../support/preparation.ts';
import { bmpOf } from '../support/tinyMedia.ts';

const { directory, tools, prepared: preparedFrom, problemOf } = preparation();

async function prepared(name: string, content: Buffer, options?: PreparationOptions): Promise<PreparedFile> {
  await writeFile(join(directory(), name), content);
  return preparedFrom(name, { kind: 'image', ...options });
}

async function sent(file: PreparedFile): Promise<Sharp> {
  const { content } = await file.part(0);
  return sharp(content as Buffer);
}

const RED = { r: 220, g: 20, b: 20 };
const BLUE = { r: 20, g: 20, b: 220 };

/** 600 by 400 pixels: blue, with a red square in the upper left corner. */
const asymmetric = () =>
  sharp({ create: { width: 600, height: 400, channels: 3, background: BLUE } }).composite([
    { input: { create: { width: 200, height: 200, channels: 3, background: RED } }, left: 0, top: 0 },
  ]);

/** The color of a pixel at a share of the width and height. */
async function colorAt(picture: Sharp, x: number, y: number): Promise<'red' | 'blue' | 'other'> {
  const { data, info } = await picture.clone().removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = info.channels * (Math.floor(y * info.height) * info.width + Math.floor(x * info.width));
  const [red = 0, , blue = 0] = data.subarray(at);
  if (red > 180 && blue < 80) return 'red';
  return blue > 180 && red < 80 ? 'blue' : 'other';
}

describe('an EXIF orientation', () => {
  // How the camera stores the upright picture (EXIF 2.32, Orientation): what undoes each of them.
  const stored: Readonly<Record<number, (upright: Sharp) => Sharp | Promise<Sharp>>> = {
    1: (upright) => upright,
    2: (upright) => upright.flop(),
    3: (upright) => upright.rotate(180),
    4: (upright) => upright.flip(),
    5: async (upright) => sharp(await upright.rotate(90).toBuffer()).flop(),
    6: (upright) => upright.rotate(270),
    7: async (upright) => sharp(await upright.rotate(270).toBuffer()).flop(),
    8: (upright) => upright.rotate(90),
  };

  it.each(Object.entries(stored))('%s ends up upright', async (orientation, store) => {
    const upright = await asymmetric().png().toBuffer();
    const content = await (await store(sharp(upright)))
      .withMetadata({ orientation: Number(orientation) })
      .jpeg()
      .toBuffer();
    const file = await prepared('photo.jpg', content);
    for (const picture of [await sent(file), sharp(file.thumbnail)]) {
      const { width = 0, height = 0, orientation: left = 1 } = await picture.metadata();
      expect(width / height).toBeCloseTo(1.5, 1);
      expect(left).toBe(1);
      expect(await colorAt(picture, 0.1, 0.1)).toBe('red');
      for (const [x, y] of [
        [0.9, 0.1],
        [0.1, 0.9],
        [0.9, 0.9],
      ] as const)
        expect(await colorAt(picture, x, y)).toBe('blue');
    }
  });
});

describe('the picture that is sent', () => {
  it.each([
    [4000, 3000, 448, 336],
    [3000, 4000, 336, 448],
    [300, 200, 300, 200],
    [20_000, 1000, 6720, 336],
    [60_000, 40, 16_000, 40],
  ])('of %d by %d pixels has %d by %d', async (width, height, expectedWidth, expectedHeight) => {
    const content = await sharp({ create: { width, height, channels: 3, background: BLUE } })
      .png()
      .toBuffer();
    const info = await (await sent(await prepared('a.png', content))).metadata();
    expect([info.width, info.height]).toEqual([expectedWidth, expectedHeight]);
  });

  it('is JPEG without chroma subsampling', async () => {
    const content = await asymmetric().webp().toBuffer();
    const info = await (await sent(await prepared('a.webp', content))).metadata();
    expect(info).toMatchObject({ format: 'jpeg', chromaSubsampling: '4:4:4' });
  });

  it.each(['png', 'jpeg'] as const)('is the file itself for a small upright %s', async (format) => {
    const content = await sharp({ create: { width: 300, height: 200, channels: 3, background: BLUE } })
      [format]()
      .toBuffer();
    expect((await (await prepared('small', content)).part(0)).content).toEqual(content);
  });

  it('shows what is transparent as white', async () => {
    const background = { ...BLUE, alpha: 0 };
    const content = await sharp({ create: { width: 50, height: 50, channels: 4, background } })
      .png()
      .toBuffer();
    const file = await prepared('a.png', content);
    for (const picture of [await sent(file), sharp(file.thumbnail)]) {
      const { dominant } = await picture.stats();
      expect(Math.min(dominant.r, dominant.g, dominant.b)).toBeGreaterThan(240);
    }
  });

  it('is the first frame of an animation, with a warning', async () => {
    const frame = (background: typeof RED) =>
      sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toBuffer();
    const content = await sharp([await frame(RED), await frame(BLUE)], { join: { animated: true } })
      .gif()
      .toBuffer();
    const file = await prepared('a.gif', content);
    expect(file.warnings.map(({ message }) => message)).toEqual(['is animated']);
    const picture = await sent(file);
    expect(await picture.metadata()).toMatchObject({ width: 40, height: 40 });
    expect(await colorAt(picture, 0.5, 0.5)).toBe('red');
  });

  it.each(['image', 'thermal', 'depth'] as const)('has the whole range of a deep gray %s', async (kind) => {
    const values = Uint16Array.from({ length: 100 * 100 }, (_, i) => 300 + (i % 100));
    const content = await sharp(values, { raw: { width: 100, height: 100, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect((await sharp(content).metadata()).depth).toBe('ushort');
    const { channels } = await (await sent(await prepared(`a.${kind}.png`, content, { kind }))).stats();
    expect(channels[0]?.min).toBeLessThan(5);
    expect(channels[0]?.max).toBeGreaterThan(250);
    expect(channels[0]?.mean).toBeGreaterThan(120);
    expect(channels[0]?.mean).toBeLessThan(135);
  });

  it('is a gray TIFF of 16 bits in its own range', async () => {
    const values = Uint16Array.from({ length: 4 }, (_, i) => 20_000 + 10 * i);
    const content = await sharp(values, { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('grey16')
      .tiff({ compression: 'deflate' })
      .toBuffer();
    const picture = await sent(await prepared('a.depth.tiff', content, { kind: 'depth' }));
    const { channels } = await picture.stats();
    expect([channels[0]?.min, channels[0]?.max]).toEqual([0, 255]);
  });

  it('is the file itself for a format that only the inference server reads', async () => {
    const file = await prepared('a.bmp', bmpOf());
    expect((await file.part(0)).content).toEqual(bmpOf());
  });

  it('with --original is the file itself, with metadata and thumbnail', async () => {
    const content = await asymmetric().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const file = await prepared('a.jpg', content, { original: true });
    expect((await file.part(0)).content).toEqual(content);
    expect(await sharp(file.thumbnail).metadata()).toMatchObject({ width: 107, height: 160 });
  });
});

describe('the metadata of a picture', () => {
  const exif = {
    IFD0: { Make: 'Canon', Model: 'Canon EOS 5D' },
    IFD2: { DateTimeOriginal: '2024:05:01 12:30:00', OffsetTimeOriginal: '+02:00' },
    IFD3: {
      GPSLatitudeRef: 'N',
      GPSLatitude: '48/1 8/1 0/1',
      GPSLongitudeRef: 'W',
      GPSLongitude: '11/1 30/1 0/1',
    },
  };

  it.each(['jpeg', 'webp', 'png'] as const)('is read from %s', async (format) => {
    const content = await asymmetric().withExif(exif)[format]().toBuffer();
    const { metadata } = await prepared(`a.${format}`, content);
    expect(metadata).toEqual({ taken: new Date('2024-05-01T10:30:00Z'), camera: 'Canon EOS 5D' });
  });

  it('has the position only if asked for', async () => {
    const content = await asymmetric().withExif(exif).jpeg().toBuffer();
    const { metadata } = await prepared('a.jpg', content, { location: true });
    expect(metadata.position?.latitude).toBeCloseTo(48.1333, 3);
    expect(metadata.position?.longitude).toBeCloseTo(-11.5, 3);
  });

  it.each([
    ['2024:05:01 12:30:00', '2024-05-01T12:30:00.000Z'],
    ['0000:00:00 00:00:00', undefined],
    ['    :  :     :  :  ', undefined],
  ])('has the time %s', async (DateTimeOriginal, expected) => {
    const content = await asymmetric().withExif({ IFD2: { DateTimeOriginal } }).jpeg().toBuffer();
    expect((await prepared('a.jpg', content)).metadata.taken?.toISOString()).toBe(expected);
  });
});

describe('a damaged picture', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('is rejected: half of a %s', async (format) => {
    const content = await sharp({
      create: {
        width: 500,
        height: 500,
        channels: 3,
        noise: { type: 'gaussian', mean: 120, sigma: 60 },
        background: BLUE,
      },
    })
      [format]()
      .toBuffer();
    const half = content.subarray(0, content.length / 2);
    expect(await problemOf(prepared(`a.${format}`, half))).toMatchObject({
      severity: 'error',
      message: 'is damaged',
    });
    expect(await problemOf(prepared(`a.${format}`, half, { original: true }))).toMatchObject({
      message: 'is damaged',
    });
  });

  it('that vanished meanwhile cannot be read', async () => {
    const path = join(directory(), 'gone.jpg');
    const work = prepareFile({ path, size: 1 }, 'image', usualOptions(tools()));
    expect(await problemOf(work)).toMatchObject({ message: 'cannot be read' });
  });
});
