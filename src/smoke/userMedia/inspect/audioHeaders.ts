import { hasSignature } from '../../../facts/imageBind/mediaFormats.ts';

/* Length, channels and sample rate of audio files other than WAV, from their headers. Nothing is decoded. */

interface AudioHeader {
  /** Samples per second. */
  readonly rate: number;
  readonly channels: number;
  readonly seconds?: number | undefined;
}

/** The header of an AU file: magic number, offset, size, encoding, rate, channels, 32 bits each. */
export function readAu(bytes: Buffer): AudioHeader | undefined {
  if (bytes.length < 24) return undefined;
  return { rate: bytes.readUInt32BE(16), channels: bytes.readUInt32BE(20) };
}

/** The common chunk of an AIFF file: channels, frames, bits, and the rate as an 80-bit float. */
export function readAiff(bytes: Buffer): AudioHeader | undefined {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at + 4);
    const start = at + 8;
    if (hasSignature(bytes, [[at, 'COMM']])) {
      if (start + 18 > bytes.length) return undefined;
      const rate = extendedAt(bytes, start + 8);
      const frames = bytes.readUInt32BE(start + 2);
      return {
        rate,
        channels: bytes.readUInt16BE(start),
        seconds: rate > 0 ? frames / rate : undefined,
      };
    }
    at = start + size + (size % 2);
  }
  return undefined;
}

/** A positive 80-bit float, rounded (IEEE 754 extended: 15-bit exponent, 64-bit mantissa). */
function extendedAt(bytes: Buffer, at: number): number {
  const exponent = (bytes.readUInt16BE(at) & 0x7fff) - 16_383;
  return exponent < 0 || exponent > 40 ? 0 : Math.round(bytes.readUInt32BE(at + 2) * 2 ** (exponent - 31));
}

interface FlacHeader {
  /** Samples per second. */
  readonly rate: number;
  readonly channels: number;
  /** Undefined if the file does not say. */
  readonly seconds: number | undefined;
  /** The file ends before its first frame is complete, so there is nothing to decode. */
  readonly isTruncated: boolean;
}

/** Offset of STREAMINFO, after the signature and the header of this first block (RFC 9639, 8). */
const FLAC_INFO = 8;
const FLAC_INFO_BYTES = 34;

/** Rate, channels and length of a FLAC file; undefined if the file ends before them. */
export function readFlac(bytes: Buffer): FlacHeader | undefined {
  if (bytes.length < FLAC_INFO + 18) return undefined;
  // Two block sizes of 16 bits and two frame sizes of 24, then 20 bits for the rate, 3 channels, 5 depth, 36 length.
  const rate = bytes.readUIntBE(FLAC_INFO + 10, 3) >> 4;
  const channels = ((bytes.readUInt8(FLAC_INFO + 12) >> 1) & 7) + 1;
  const samples = (bytes.readUInt8(FLAC_INFO + 13) & 0x0f) * 2 ** 32 + bytes.readUInt32BE(FLAC_INFO + 14);
  const frames = endOfFlacMetadata(bytes);
  const hasMore = samples > bytes.readUInt16BE(FLAC_INFO + 2);
  return {
    rate,
    channels,
    // 0 means unknown.
    seconds: samples === 0 || rate === 0 ? undefined : samples / rate,
    isTruncated:
      frames === undefined || frames === bytes.length || (hasMore && isFirstFrameTruncated(bytes, frames)),
  };
}

/**
 * Whether a file with several frames ends before the second one starts. A frame starts with a sync code of 14 bits and
 * the blocking strategy, then sizes, then its number, here 1 (RFC 9639, 9.1). With variable block sizes, the number is
 * that of a sample, which is unknown here.
 */
function isFirstFrameTruncated(bytes: Buffer, frames: number): boolean {
  const isFixed = bytes[frames] === 0xff && bytes[frames + 1] === 0xf8;
  if (!isFixed) return false;
  for (let at = bytes.indexOf('\xff\xf8', frames + 2, 'latin1'); at >= 0; ) {
    if (bytes[at + 4] === 1) return false;
    at = bytes.indexOf('\xff\xf8', at + 1, 'latin1');
  }
  return true;
}

/** The offset of the first frame; undefined if the file ends before it. */
function endOfFlacMetadata(bytes: Buffer): number | undefined {
  if (bytes.length < FLAC_INFO + FLAC_INFO_BYTES) return undefined;
  for (let at = 4; at + 4 <= bytes.length; ) {
    const kind = bytes.readUInt8(at);
    at += 4 + bytes.readUIntBE(at + 1, 3);
    // The highest bit marks the last block.
    if (kind >= 0x80) return at > bytes.length ? undefined : at;
  }
  return undefined;
}

interface OggHeader {
  /** Undefined if it is neither of the two that sox supports (libsox formats.c checks the same offsets). */
  readonly codec: 'vorbis' | 'opus' | undefined;
  readonly seconds?: number | undefined;
  readonly channels?: number | undefined;
  /** Samples per second. */
  readonly rate?: number | undefined;
  /** Its last page is not complete. */
  readonly isTruncated?: boolean;
}

/** Offset of the first packet, after the page header, which has one segment in both codecs. */
const OGG_PACKET = 28;

/** Opus positions always use this rate, whatever the original rate was (RFC 7845). */
const OPUS_RATE = 48_000;

/** Bytes of a page before its segment table (RFC 3533, 6). */
const OGG_PAGE_HEADER = 27;

/** Codec, channels and length of an Ogg file. Its length is the position of its last complete page. */
export function readOgg(bytes: Buffer): OggHeader {
  if (bytes.length < OGG_PACKET + 16) return { codec: undefined };
  const { position, isTruncated } = lastPage(bytes);
  const secondsAt = (rate: number, skipped = 0) =>
    rate > 0 ? Math.max(0, position - skipped) / rate : undefined;
  if (bytes.toString('latin1', OGG_PACKET, OGG_PACKET + 8) === 'OpusHead') {
    const skipped = bytes.readUInt16LE(OGG_PACKET + 10);
    const channels = bytes.readUInt8(OGG_PACKET + 9);
    return { codec: 'opus', channels, seconds: secondsAt(OPUS_RATE, skipped), rate: OPUS_RATE, isTruncated };
  }
  if (bytes.toString('latin1', OGG_PACKET + 1, OGG_PACKET + 7) !== 'vorbis') return { codec: undefined };
  const rate = bytes.readUInt32LE(OGG_PACKET + 12);
  return {
    codec: 'vorbis',
    channels: bytes.readUInt8(OGG_PACKET + 11),
    seconds: secondsAt(rate),
    rate,
    isTruncated,
  };
}

/** The position of the last complete page, and whether an incomplete one follows. */
function lastPage(bytes: Buffer): { position: number; isTruncated: boolean } {
  let position = 0;
  for (let at = 0; ; ) {
    if (at === bytes.length) return { position, isTruncated: false };
    if (at + OGG_PAGE_HEADER > bytes.length) return { position, isTruncated: true };
    if (bytes.toString('latin1', at, at + 4) !== 'OggS') {
      // Other data at the end of the file, or damage in the middle.
      const next = bytes.indexOf('OggS', at, 'latin1');
      if (next < 0) return { position, isTruncated: false };
      at = next;
      continue;
    }
    const segments = bytes.readUInt8(at + 26);
    const content = at + OGG_PAGE_HEADER + segments;
    if (content > bytes.length) return { position, isTruncated: true };
    const size = bytes.subarray(at + OGG_PAGE_HEADER, content).reduce((sum, length) => sum + length, 0);
    if (content + size > bytes.length) return { position, isTruncated: true };
    // -1 if no packet ends on the page.
    const here = Number(bytes.readBigInt64LE(at + 6));
    if (here > 0) position = here;
    at = content + size;
  }
}
