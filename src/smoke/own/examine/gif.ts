import type { FileFault } from '../finding.ts';
import { cutOff, damaged, sizeFault } from './pictureFaults.ts';

/** Mark and the description of the screen. */
const HEADER = 13;

/** Bytes of a table of colours, from the flags that announce it. */
const colorBytes = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** What is wrong with a GIF: only its first picture counts, so only that one has to be complete. */
export function examineGif(bytes: Buffer): FileFault | undefined {
  if (bytes.length < HEADER) return damaged('is a GIF that ends in its header', 'cannot identify image file');
  const size = sizeFault(bytes.readUInt16LE(6), bytes.readUInt16LE(8));
  if (size) return size;
  for (let at = HEADER + colorBytes(bytes.readUInt8(10)); at < bytes.length; ) {
    const kind = bytes[at];
    if (kind === 0x3b) break;
    if (kind === 0x2c) {
      if (at + 11 > bytes.length) return cutOff('GIF');
      // Place and size, flags, colours, the width of the codes.
      const data = at + 10 + colorBytes(bytes.readUInt8(at + 9)) + 1;
      return endOfBlocks(bytes, data) === undefined ? cutOff('GIF') : undefined;
    }
    if (kind === 0x21) {
      const end = endOfBlocks(bytes, at + 2);
      if (end === undefined) return cutOff('GIF');
      at = end;
    } else at += 1;
  }
  return damaged('is a GIF without a picture', 'cannot identify image file');
}

/** The place behind a list of blocks, each with its length before it; undefined where the file ends before. */
function endOfBlocks(bytes: Buffer, from: number): number | undefined {
  let at = from;
  while (at < bytes.length) {
    const length = bytes.readUInt8(at);
    if (length === 0) return at + 1;
    at += 1 + length;
  }
  // Pillow does without the mark behind the last block.
  return at === bytes.length ? at : undefined;
}
