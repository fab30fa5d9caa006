/** What an Ogg file says of its sound. */
export interface OggSound {
  /** Undefined where it is neither of those that sox knows (libsox formats.c looks at the same places). */
  readonly codec: 'vorbis' | 'opus' | undefined;
  readonly seconds?: number | undefined;
  readonly channels?: number | undefined;
  /** Samples per second. */
  readonly rate?: number | undefined;
  /** Its last page is not complete. */
  readonly isCut?: boolean;
}

/** The packet behind the header of the first page, which has one segment in both codecs. */
const PACKET = 28;

/** Opus counts at this rate whatever it was made of (RFC 7845). */
const OPUS_RATE = 48_000;

/** Bytes of a page before its table of segments (RFC 3533, 6). */
const PAGE_HEADER = 27;

/** Codec, channels and length of an Ogg file; its length is the position of its last complete page. */
export function readOgg(bytes: Buffer): OggSound {
  if (bytes.length < PACKET + 16) return { codec: undefined };
  const { position, isCut } = lastPage(bytes);
  const secondsAt = (rate: number, skipped = 0) =>
    rate > 0 ? Math.max(0, position - skipped) / rate : undefined;
  if (bytes.toString('latin1', PACKET, PACKET + 8) === 'OpusHead') {
    const skipped = bytes.readUInt16LE(PACKET + 10);
    const channels = bytes.readUInt8(PACKET + 9);
    return { codec: 'opus', channels, seconds: secondsAt(OPUS_RATE, skipped), rate: OPUS_RATE, isCut };
  }
  if (bytes.toString('latin1', PACKET + 1, PACKET + 7) !== 'vorbis') return { codec: undefined };
  const rate = bytes.readUInt32LE(PACKET + 12);
  return { codec: 'vorbis', channels: bytes.readUInt8(PACKET + 11), seconds: secondsAt(rate), rate, isCut };
}

/** The position of the last complete page, and whether another begins behind it. */
function lastPage(bytes: Buffer): { position: number; isCut: boolean } {
  let position = 0;
  for (let at = 0; ; ) {
    if (at === bytes.length) return { position, isCut: false };
    if (at + PAGE_HEADER > bytes.length) return { position, isCut: true };
    if (bytes.toString('latin1', at, at + 4) !== 'OggS') {
      // Something else at the end of the file, or damage in the middle of it.
      const next = bytes.indexOf('OggS', at, 'latin1');
      if (next < 0) return { position, isCut: false };
      at = next;
      continue;
    }
    const segments = bytes.readUInt8(at + 26);
    const content = at + PAGE_HEADER + segments;
    if (content > bytes.length) return { position, isCut: true };
    const size = bytes.subarray(at + PAGE_HEADER, content).reduce((sum, length) => sum + length, 0);
    if (content + size > bytes.length) return { position, isCut: true };
    // -1 where no packet ends on the page.
    const here = Number(bytes.readBigInt64LE(at + 6));
    if (here > 0) position = here;
    at = content + size;
  }
}
