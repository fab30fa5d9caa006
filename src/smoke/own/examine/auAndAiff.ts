import { carries } from '../../../stub/signature.ts';

interface Sound {
  /** Samples per second. */
  readonly rate: number;
  readonly channels: number;
  readonly seconds?: number | undefined;
}

/** The header of an AU file: mark, offset, size, encoding, rate, channels, 32 bits each. */
export function readAu(bytes: Buffer): Sound | undefined {
  if (bytes.length < 24) return undefined;
  return { rate: bytes.readUInt32BE(16), channels: bytes.readUInt32BE(20) };
}

/** The common chunk of an AIFF file: channels, frames, bits, and the rate as a float of 80 bits. */
export function readAiff(bytes: Buffer): Sound | undefined {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at + 4);
    const start = at + 8;
    if (carries(bytes, [[at, 'COMM']])) {
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

/** A positive float of 80 bits, to whole numbers (IEEE 754 extended: 15 bits of exponent, 64 of mantissa). */
function extendedAt(bytes: Buffer, at: number): number {
  const exponent = (bytes.readUInt16BE(at) & 0x7fff) - 16_383;
  return exponent < 0 || exponent > 40 ? 0 : Math.round(bytes.readUInt32BE(at + 2) * 2 ** (exponent - 31));
}
