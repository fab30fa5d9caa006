import type { FilePart, FrameCount, Timeline } from './timeline.ts';

/** The boxes of an MP4 file between two offsets (ISO 14496-12, 4.2): a size, a type, the content. */
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
      isTruncated: end > to,
    };
    at = end;
  }
}

/** The box at a path of types. */
function find(bytes: Buffer, within: FilePart, ...path: string[]): FilePart | undefined {
  return path.reduce<FilePart | undefined>(
    (part, name) => part && [...boxesIn(bytes, part.start, part.end)].find(({ type }) => type === name),
    within,
  );
}

/**
 * The number of frames of an MP4 or QuickTime file, from the sample size tables of its video tracks. A fragmented file
 * has no samples there; it has frames if it has a fragment.
 */
export function mp4Frames(bytes: Buffer): FrameCount {
  const top = [...boxesIn(bytes, 0, bytes.length)];
  const movie = top.find(({ type }) => type === 'moov');
  if (!movie || movie.isTruncated) return 'truncated';
  const inside = [...boxesIn(bytes, movie.start, movie.end)];
  const tracks = inside
    .filter(({ type }) => type === 'trak')
    .flatMap((track) => videoSamples(bytes, track) ?? []);
  // Compressed headers are not supported.
  if (inside.some(({ type }) => type === 'cmov')) return 'some';
  if (tracks.length === 0) return 'no video track';
  const frames = Math.max(...tracks);
  return frames === 0 && top.some(({ type }) => type === 'moof') ? 'some' : frames;
}

/** Whether a fragmented MP4 is truncated in its last part. */
export function isTruncatedFragment(bytes: Buffer): boolean {
  const top = [...boxesIn(bytes, 0, bytes.length)];
  return top.some(({ type }) => type === 'moof') && top.at(-1)?.isTruncated === true;
}

/** The number of samples of a track; undefined if it is not a video track. */
function videoSamples(bytes: Buffer, track: FilePart): number | undefined {
  const handler = find(bytes, track, 'mdia', 'hdlr');
  if (!handler || bytes.toString('latin1', handler.start + 8, handler.start + 12) !== 'vide')
    return undefined;
  const table = ['mdia', 'minf', 'stbl'];
  const sizes = find(bytes, track, ...table, 'stsz') ?? find(bytes, track, ...table, 'stz2');
  // Version and flags, common size, count.
  return sizes && sizes.start + 12 <= sizes.end ? bytes.readUInt32BE(sizes.start + 8) : 0;
}

/** The first video track of an MP4 or QuickTime file, which is the one that players use. */
function videoTrack(bytes: Buffer): FilePart | undefined {
  const movie = [...boxesIn(bytes, 0, bytes.length)].find(({ type }) => type === 'moov');
  const tracks = movie ? [...boxesIn(bytes, movie.start, movie.end)] : [];
  return tracks.find((track) => {
    const handler = track.type === 'trak' ? find(bytes, track, 'mdia', 'hdlr') : undefined;
    return handler && bytes.toString('latin1', handler.start + 8, handler.start + 12) === 'vide';
  });
}

/** The 32-bit numbers in a table, after version and flags and an optional offset. */
function numbersIn(bytes: Buffer, table: FilePart | undefined, from = 0): number[] {
  if (!table) return [];
  const start = table.start + 4 + from;
  return Array.from({ length: Math.max(0, Math.floor((table.end - start) / 4)) }, (_, i) =>
    bytes.readUInt32BE(start + 4 * i),
  );
}

/** The start times of samples, in clock units (`stts`: pairs of count and duration). */
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

/** The end offset of every sample, from the chunk offsets and the number of samples per chunk (`stsc`). */
function endsOf(sizes: readonly number[], chunks: readonly number[], perChunk: readonly number[]): number[] {
  const ends: number[] = [];
  let run = 0;
  for (const [index, place] of chunks.entries()) {
    // Runs of three numbers: first chunk (counted from 1), samples per chunk, sample description.
    while ((perChunk[3 * (run + 1)] ?? Number.POSITIVE_INFINITY) <= index + 1) run += 1;
    let at = place;
    for (let n = 0; n < (perChunk[3 * run + 1] ?? 0) && ends.length < sizes.length; n += 1) {
      at += sizes[ends.length] ?? 0;
      ends.push(at);
    }
  }
  return ends;
}

/** Files with more samples (a day of video) are not inspected. */
const MAX_SAMPLES = 3_000_000;

/** The frame times of an MP4, from its index; undefined for a fragmented file, which has no index. */
export function mp4Timeline(bytes: Buffer): Timeline | undefined {
  const track = videoTrack(bytes);
  const media = track && find(bytes, track, 'mdia');
  const header = media && find(bytes, media, 'mdhd');
  const table = media && find(bytes, media, 'minf', 'stbl');
  if (!header || !table || header.end - header.start < 24) return undefined;
  // Version 1 uses 64-bit times.
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
  const [times, chunks] = [numbersIn(bytes, find(bytes, table, 'stts'), 4), chunkOffsets(bytes, table)];
  const starts = startsOf(times.length > 2 * MAX_SAMPLES ? [] : times).slice(0, count);
  const ends = endsOf(sizes, chunks, numbersIn(bytes, find(bytes, table, 'stsc'), 4));
  // An inconsistent index is ignored.
  if (starts.length !== count || ends.length !== count) return undefined;
  const present = starts.filter((_, i) => (ends[i] ?? 0) <= bytes.length);
  return {
    duration: length / clock,
    times: present.map((start) => start / clock),
    missing: count - present.length,
  };
}

/** The chunk offsets: 32-bit in `stco`, 64-bit in `co64`. */
function chunkOffsets(bytes: Buffer, table: FilePart): number[] {
  const long = numbersIn(bytes, find(bytes, table, 'co64'), 4);
  if (long.length === 0) return numbersIn(bytes, find(bytes, table, 'stco'), 4);
  return long.flatMap((high, i) => (i % 2 === 0 ? [high * 2 ** 32 + (long[i + 1] ?? 0)] : []));
}
