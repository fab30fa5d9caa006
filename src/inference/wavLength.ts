import { carries } from './signature.ts';

/** How much sound a WAV file holds, in samples of one channel at the file's own rate. */
export interface WavLength {
  readonly samples: number;
  /** Samples a second. */
  readonly rate: number;
}

/**
 * Reads the chunks of a WAV file. A data chunk that claims more than there is counts as what is there.
 * `undefined` when the format or the data chunk is missing or makes no sense.
 */
export function readWavLength(bytes: Buffer): WavLength | undefined {
  let format: { rate: number; frameBytes: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    if (carries(bytes, [[at, 'fmt ']]) && start + 16 <= bytes.length) {
      format = { rate: bytes.readUInt32LE(start + 4), frameBytes: bytes.readUInt16LE(start + 12) };
    }
    if (carries(bytes, [[at, 'data']])) {
      if (format === undefined || format.rate === 0 || format.frameBytes === 0) return undefined;
      const available = Math.min(size, bytes.length - start);
      return { samples: Math.floor(available / format.frameBytes), rate: format.rate };
    }
    at = start + size + (size % 2);
  }
  return undefined;
}
