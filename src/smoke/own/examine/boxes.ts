/** A part of a file: where its content begins and ends. */
export interface Part {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** It claims to be longer than what is there. */
  readonly isCut: boolean;
}

/** The boxes of an MP4 between two places (ISO 14496-12, 4.2): a size, a type, the content. */
export function* boxesIn(bytes: Buffer, from: number, to: number): Generator<Part> {
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

/** The chunks of a RIFF file between two places: a name, a size, the content, padded to an even length. */
export function* chunksIn(bytes: Buffer, from: number, to: number): Generator<Part> {
  for (let at = from; at + 8 <= to; ) {
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    const end = start + size;
    yield { type: bytes.toString('latin1', at, at + 4), start, end: Math.min(end, to), isCut: end > to };
    at = end + (size % 2);
  }
}
