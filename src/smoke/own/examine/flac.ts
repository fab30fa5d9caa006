/** What a FLAC file says of its sound. */
export interface FlacSound {
  /** Samples per second. */
  readonly rate: number;
  readonly channels: number;
  /** Undefined where the file does not say. */
  readonly seconds: number | undefined;
  /** It ends before its first frame is complete, so there is nothing to decode. */
  readonly isCut: boolean;
}

/** Mark, and the header of the first block, which is always STREAMINFO (RFC 9639, 8). */
const INFO = 8;
const INFO_BYTES = 34;

/** Rate, channels and length of a FLAC file; undefined where it ends before they are told. */
export function readFlac(bytes: Buffer): FlacSound | undefined {
  if (bytes.length < INFO + 18) return undefined;
  // 16 bits each of block sizes, 24 of frame sizes; 20 of rate, 3 of channels, 5 of depth, 36 of length.
  const rate = bytes.readUIntBE(INFO + 10, 3) >> 4;
  const channels = ((bytes.readUInt8(INFO + 12) >> 1) & 7) + 1;
  const samples = (bytes.readUInt8(INFO + 13) & 0x0f) * 2 ** 32 + bytes.readUInt32BE(INFO + 14);
  const frames = endOfMetadata(bytes);
  const hasMore = samples > bytes.readUInt16BE(INFO + 2);
  return {
    rate,
    channels,
    // 0 is "unknown".
    seconds: samples === 0 || rate === 0 ? undefined : samples / rate,
    isCut: frames === undefined || frames === bytes.length || (hasMore && isFirstCut(bytes, frames)),
  };
}

/**
 * Whether the second frame of several never begins: a mark of 14 bits and the kind of its blocks, then sizes, then
 * its number, 1 (RFC 9639, 9.1). Blocks of different sizes are counted by samples, which cannot be looked for.
 */
function isFirstCut(bytes: Buffer, frames: number): boolean {
  const isFixed = bytes[frames] === 0xff && bytes[frames + 1] === 0xf8;
  if (!isFixed) return false;
  for (let at = bytes.indexOf('\xff\xf8', frames + 2, 'latin1'); at >= 0; ) {
    if (bytes[at + 4] === 1) return false;
    at = bytes.indexOf('\xff\xf8', at + 1, 'latin1');
  }
  return true;
}

/** Where the frames begin; undefined where the file ends before. */
function endOfMetadata(bytes: Buffer): number | undefined {
  if (bytes.length < INFO + INFO_BYTES) return undefined;
  for (let at = 4; at + 4 <= bytes.length; ) {
    const kind = bytes.readUInt8(at);
    at += 4 + bytes.readUIntBE(at + 1, 3);
    // The highest bit marks the last block.
    if (kind >= 0x80) return at > bytes.length ? undefined : at;
  }
  return undefined;
}
