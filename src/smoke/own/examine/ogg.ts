/** What an Ogg file says of its sound. */
export interface OggSound {
  /** Undefined where it is neither of those that sox knows (libsox formats.c looks at the same places). */
  readonly codec: 'vorbis' | 'opus' | undefined;
  readonly seconds?: number | undefined;
  readonly channels?: number | undefined;
}

/** The packet behind the header of the first page, which has one segment in both codecs. */
const PACKET = 28;

/** Opus counts at this rate whatever it was made of (RFC 7845). */
const OPUS_RATE = 48_000;

/** Codec, channels and length of an Ogg file; its length is the position of its last page. */
export function readOgg(bytes: Buffer): OggSound {
  const at = bytes.lastIndexOf('OggS', undefined, 'latin1');
  if (bytes.length < PACKET + 16 || at + 14 > bytes.length) return { codec: undefined };
  const position = Number(bytes.readBigInt64LE(at + 6));
  const secondsAt = (rate: number, skipped = 0) =>
    position > 0 && rate > 0 ? Math.max(0, position - skipped) / rate : undefined;
  if (bytes.toString('latin1', PACKET, PACKET + 8) === 'OpusHead') {
    const skipped = bytes.readUInt16LE(PACKET + 10);
    return { codec: 'opus', channels: bytes.readUInt8(PACKET + 9), seconds: secondsAt(OPUS_RATE, skipped) };
  }
  if (bytes.toString('latin1', PACKET + 1, PACKET + 7) !== 'vorbis') return { codec: undefined };
  const rate = bytes.readUInt32LE(PACKET + 12);
  return { codec: 'vorbis', channels: bytes.readUInt8(PACKET + 11), seconds: secondsAt(rate) };
}
