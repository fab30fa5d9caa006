import type { FilePart, FrameCount, Timeline } from './timeline.ts';

/** The boxes of an MP4 between two places (ISO 14496-12, 4.2): a size, a type, the content. */
function* boxesIn(bytes: Buffer, from: number, to: number): Generator<FilePart> {
  for (let at = from; at + 8 <= to; ) {
    const short = bytes.readUInt32BE(at);
    const isLong = short === 1 && at + 16 <= to;
    const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    const head = isLong ? 16 : 8;
    if (size < head) return;
    const end = at + size;
    yield {
      type: bytes.toString('latin1', at + 4, at + 8),
      start: at + head,
      end: Math.min(end, to),
      isCut: end > to,
    };
    at = end;
  }
}

/** The part that a path of types leads to. */
function find(bytes: Buffer, within: FilePart, ...path: string[]): FilePart | undefined {
  return path.reduce<FilePart | undefined>(
    (part, name) => part && [...boxesIn(bytes, part.start, part.end)].find(({ type }) => type === name),
    within,
  );
}

/**
 * Frames of an MP4 or QuickTime file: the samples of its picture tracks, as their size table counts them. One
 * that is made of fragments counts none there, and has some if it has a fragment.
 */
export function mp4Frames(bytes: Buffer): FrameCount {
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
export function isTruncatedFragment(bytes: Buffer): boolean {
  const top = [...boxesIn(bytes, 0, bytes.length)];
  return top.some(({ type }) => type === 'moof') && top.at(-1)?.isCut === true;
}

/** How many samples a track has; undefined where it holds no pictures. */
function pictureSamples(bytes: Buffer, track: FilePart): number | undefined {
  const handler = find(bytes, track, 'mdia', 'hdlr');
  if (!handler || bytes.toString('latin1', handler.start + 8, handler.start + 12) !== 'vide')
    return undefined;
  const table = ['mdia', 'minf', 'stbl'];
  const sizes = find(bytes, track, ...table, 'stsz') ?? find(bytes, track, ...table, 'stz2');
  // Version and flags, a common size, the count.
  return sizes && sizes.start + 12 <= sizes.end ? bytes.readUInt32BE(sizes.start + 8) : 0;
}

/** The picture track of an MP4 or QuickTime file, of which a player takes the first. */
function pictureTrack(bytes: Buffer): FilePart | undefined {
  const movie = [...boxesIn(bytes, 0, bytes.length)].find(({ type }) => type === 'moov');
  const tracks = movie ? [...boxesIn(bytes, movie.start, movie.end)] : [];
  return tracks.find((track) => {
    const handler = track.type === 'trak' ? find(bytes, track, 'mdia', 'hdlr') : undefined;
    return handler && bytes.toString('latin1', handler.start + 8, handler.start + 12) === 'vide';
  });
}

/** The numbers of 32 bits in a table, behind version and flags, and from some place on. */
function numbersIn(bytes: Buffer, table: FilePart | undefined, from = 0): number[] {
  if (!table) return [];
  const start = table.start + 4 + from;
  return Array.from({ length: Math.max(0, Math.floor((table.end - start) / 4)) }, (_, i) =>
    bytes.readUInt32BE(start + 4 * i),
  );
}

/** When the samples of a table begin, in units of its clock (`stts`: counts and lengths). */
function startsOf(table: readonly number[]): number[] {
  const starts: number[] = [];
  let time = 0;
  for (let i = 0; i + 1 < table.length; i += 2) {
    for (let n = 0; n < (table[i] ?? 0); n += 1) {
      starts.push(time);
      time += table[i + 1] ?? 0;
    }
  }
  return starts;
}

/** The end of every sample in the file, from the places of chunks and the samples in them (`stsc`). */
function endsOf(sizes: readonly number[], chunks: readonly number[], perChunk: readonly number[]): number[] {
  const ends: number[] = [];
  let run = 0;
  for (const [index, place] of chunks.entries()) {
    // Runs of three numbers: the first chunk that it is about, from 1, the samples in each, a description.
    while ((perChunk[3 * (run + 1)] ?? Number.POSITIVE_INFINITY) <= index + 1) run += 1;
    let at = place;
    for (let n = 0; n < (perChunk[3 * run + 1] ?? 0) && ends.length < sizes.length; n += 1) {
      at += sizes[ends.length] ?? 0;
      ends.push(at);
    }
  }
  return ends;
}

/** More samples than this are not looked into: a day of video. */
const MAX_SAMPLES = 3_000_000;

/** When the frames of an MP4 are shown, by its index; undefined for one in fragments, which has none. */
export function mp4Timeline(bytes: Buffer): Timeline | undefined {
  const track = pictureTrack(bytes);
  const media = track && find(bytes, track, 'mdia');
  const header = media && find(bytes, media, 'mdhd');
  const table = media && find(bytes, media, 'minf', 'stbl');
  if (!header || !table || header.end - header.start < 24) return undefined;
  // Version 1 has times of 64 bits.
  const isLong = bytes[header.start] === 1;
  if (isLong && header.end - header.start < 32) return undefined;
  const clock = bytes.readUInt32BE(header.start + (isLong ? 20 : 12));
  const length = isLong
    ? Number(bytes.readBigUInt64BE(header.start + 24))
    : bytes.readUInt32BE(header.start + 16);
  const [common = 0, count = 0] = numbersIn(bytes, find(bytes, table, 'stsz'));
  if (clock === 0 || count === 0 || count > MAX_SAMPLES) return undefined;
  const sizes =
    common === 0 ? numbersIn(bytes, find(bytes, table, 'stsz'), 8) : new Array<number>(count).fill(common);
  const [times, chunks] = [numbersIn(bytes, find(bytes, table, 'stts'), 4), chunkPlaces(bytes, table)];
  const starts = startsOf(times.length > 2 * MAX_SAMPLES ? [] : times).slice(0, count);
  const ends = endsOf(sizes, chunks, numbersIn(bytes, find(bytes, table, 'stsc'), 4));
  // An index that does not fit itself says nothing.
  if (starts.length !== count || ends.length !== count) return undefined;
  const present = starts.filter((_, i) => (ends[i] ?? 0) <= bytes.length);
  return {
    duration: length / clock,
    times: present.map((start) => start / clock),
    missing: count - present.length,
  };
}

/** Where the chunks are: `stco` with 32 bits, `co64` with 64. */
function chunkPlaces(bytes: Buffer, table: FilePart): number[] {
  const long = numbersIn(bytes, find(bytes, table, 'co64'), 4);
  if (long.length === 0) return numbersIn(bytes, find(bytes, table, 'stco'), 4);
  return long.flatMap((high, i) => (i % 2 === 0 ? [high * 2 ** 32 + (long[i + 1] ?? 0)] : []));
}
