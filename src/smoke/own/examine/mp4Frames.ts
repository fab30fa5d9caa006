import { boxesIn, type Part } from './boxes.ts';
import type { Frames } from './video.ts';

/**
 * Frames of an MP4 or QuickTime file: the samples of its picture tracks, as their size table counts them. One
 * that is made of fragments counts none there, and has some if it has a fragment.
 */
export function mp4Frames(bytes: Buffer): Frames {
  const top = [...boxesIn(bytes, 0, bytes.length)];
  const movie = top.find(({ type }) => type === 'moov');
  if (!movie || movie.isCut) return 'cut off';
  const inside = [...boxesIn(bytes, movie.start, movie.end)];
  const tracks = inside
    .filter(({ type }) => type === 'trak')
    .flatMap((track) => pictureSamples(bytes, track) ?? []);
  // A header that is compressed cannot be looked into.
  if (inside.some(({ type }) => type === 'cmov')) return 'some';
  if (tracks.length === 0) return 'no pictures';
  const frames = Math.max(...tracks);
  return frames === 0 && top.some(({ type }) => type === 'moof') ? 'some' : frames;
}

/** Whether an MP4 in fragments ends before its last part does. */
export function isCutInData(bytes: Buffer): boolean {
  const top = [...boxesIn(bytes, 0, bytes.length)];
  return top.some(({ type }) => type === 'moof') && top.at(-1)?.isCut === true;
}

function find(bytes: Buffer, within: Part, ...path: string[]): Part | undefined {
  return path.reduce<Part | undefined>(
    (part, name) => part && [...boxesIn(bytes, part.start, part.end)].find(({ type }) => type === name),
    within,
  );
}

/** How many samples a track has; undefined where it holds no pictures. */
function pictureSamples(bytes: Buffer, track: Part): number | undefined {
  const handler = find(bytes, track, 'mdia', 'hdlr');
  if (!handler || bytes.toString('latin1', handler.start + 8, handler.start + 12) !== 'vide')
    return undefined;
  const table = ['mdia', 'minf', 'stbl'];
  const sizes = find(bytes, track, ...table, 'stsz') ?? find(bytes, track, ...table, 'stz2');
  // Version and flags, a common size, the count.
  return sizes && sizes.start + 12 <= sizes.end ? bytes.readUInt32BE(sizes.start + 8) : 0;
}
