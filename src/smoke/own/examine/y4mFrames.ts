import type { Frames } from './video.ts';

/** Bytes of a frame for each pixel, by how much colour is kept; 8 bits a sample. */
const BYTES_A_PIXEL: Readonly<Record<string, number>> = {
  '420': 1.5,
  '422': 2,
  '444': 3,
  '411': 1.5,
  mono: 1,
};

/** Frames of a YUV4MPEG2: a header line, then `FRAME` lines, each before the bytes of a picture. */
export function y4mFrames(bytes: Buffer): Frames {
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
  const size = Number(width) * Number(height) * (BYTES_A_PIXEL[colour] ?? 1.5);
  const start = bytes.indexOf('\n', first) + 1;
  if (start === 0 || size === 0) return 0;
  return Math.floor((bytes.length - start + 'FRAME\n'.length) / (size + 'FRAME\n'.length));
}
