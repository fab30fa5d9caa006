import type { FileFault } from '../finding.ts';
import { cutOff, sizeFault } from './pictureFaults.ts';

/** Compressions whose rows all have the same length: none, and masks. */
const PLAIN = new Set([0, 3, 6]);

/** What is wrong with a BMP: its rows must all be there. */
export function examineBmp(bytes: Buffer): FileFault | undefined {
  if (bytes.length < 26) return cutOff('BMP');
  const isOld = bytes.readUInt32LE(14) === 12;
  if (!isOld && bytes.length < 34) return cutOff('BMP');
  const width = isOld ? bytes.readUInt16LE(18) : Math.abs(bytes.readInt32LE(18));
  const height = isOld ? bytes.readUInt16LE(20) : Math.abs(bytes.readInt32LE(22));
  const size = sizeFault(width, height);
  if (size) return size;
  const bits = bytes.readUInt16LE(isOld ? 24 : 28);
  if (!isOld && !PLAIN.has(bytes.readUInt32LE(30))) return undefined;
  // Rows are padded to four bytes; the last one need not be.
  const row = Math.ceil((width * bits) / 8);
  const needed = bytes.readUInt32LE(10) + 4 * Math.ceil(row / 4) * (height - 1) + row;
  return needed > bytes.length ? cutOff('BMP') : undefined;
}
