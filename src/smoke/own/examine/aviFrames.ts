import { chunksIn, type Part } from './boxes.ts';
import type { Frames } from './video.ts';

/** Frames of an AVI: the length of its picture stream, or `some` where only the data tells. */
export function aviFrames(bytes: Buffer): Frames {
  const lists = [...chunksIn(bytes, 12, bytes.length)].filter(({ type }) => type === 'LIST');
  const named = (name: string) =>
    lists.find(({ start }) => bytes.toString('latin1', start, start + 4) === name);
  const [header, data] = [named('hdrl'), named('movi')];
  if (!header || header.isCut) return 'cut off';
  const streams = [...chunksIn(bytes, header.start + 4, header.end)]
    .filter(({ type }) => type === 'LIST')
    .flatMap(({ start, end }) => [...chunksIn(bytes, start + 4, end)])
    .filter((part) => part.type === 'strh' && part.start + 36 <= part.end);
  const pictures = streams.find(({ start }) => bytes.toString('latin1', start, start + 4) === 'vids');
  if (!pictures) return 'no pictures';
  if (!data) return 'cut off';
  return hasPicture(bytes, data) ? bytes.readUInt32LE(pictures.start + 32) || 'some' : 0;
}

/** Chunks of pictures are called `00dc` or `00db`, by the number of their stream. */
function hasPicture(bytes: Buffer, data: Part): boolean {
  for (const { type } of chunksIn(bytes, data.start + 4, data.end)) {
    if (/^\d\dd[bc]$/.test(type) || type === 'LIST') return true;
  }
  return false;
}
