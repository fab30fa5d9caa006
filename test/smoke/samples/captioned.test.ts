import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { clipTokens } from '../../../src/facts/imageBind/clipTokens.ts';
import { MAX_TOKENS } from '../../../src/facts/imageBind/limits.ts';
import { audioError, imageError } from '../../../src/facts/imageBind/serverErrors.ts';
import { CAPTIONED_IMAGES, CAPTIONED_SOUNDS } from '../../../src/smoke/samples/captioned.ts';

const SIDE = 112;

/** The colors in the center and in a corner of an image. */
function colors(png: Buffer): string[] {
  const at = png.indexOf('IDAT', 0, 'latin1');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const color = (x: number, y: number) => {
    const start = y * (1 + 3 * SIDE) + 1 + 3 * x;
    return [...rows.subarray(start, start + 3)].join(' ');
  };
  return [color(SIDE / 2, SIDE / 2), color(0, 0)];
}

describe('captioned samples', () => {
  it.each([...CAPTIONED_IMAGES, ...CAPTIONED_SOUNDS])(
    '$caption: a small file that the server accepts, the same every time',
    (pair) => {
      const medium = pair.medium();
      expect(medium.length).toBeLessThan(70_000);
      expect(medium.equals(pair.medium())).toBe(true);
      expect(clipTokens(pair.caption).estimate).toBeLessThan(MAX_TOKENS);
      expect((CAPTIONED_IMAGES.includes(pair) ? imageError : audioError)(medium)).toBeUndefined();
    },
  );

  it('has images that match their captions', () => {
    expect(CAPTIONED_IMAGES.map(({ medium }) => imageError(medium()))).toEqual(
      CAPTIONED_IMAGES.map(() => undefined),
    );
    expect(CAPTIONED_IMAGES.map(({ caption, medium }) => [caption, ...colors(medium())])).toEqual([
      ['a red circle on a white background', '220 20 20', '255 255 255'],
      ['a black and white checkerboard', '0 0 0', '0 0 0'],
      ['a yellow smiley face', '255 210 30', '255 255 255'],
      ['a green field under a blue sky', '40 150 50', '60 130 230'],
    ]);
  });

  it('has sounds that differ like a tone and noise', () => {
    // Zero crossings: a siren has about 2000 per second, noise one every other sample.
    const crossings = CAPTIONED_SOUNDS.map(({ medium }) => {
      const wav = medium();
      expect(audioError(wav)).toBeUndefined();
      const samples = Array.from({ length: (wav.length - 44) / 2 }, (_, i) => wav.readInt16LE(44 + 2 * i));
      return samples.filter((sample, i) => i > 0 && sample < 0 !== (samples[i - 1] ?? 0) < 0).length;
    });
    expect(crossings[0]).toBeLessThan(6000);
    expect(crossings[1]).toBeGreaterThan(14_000);
  });
});
