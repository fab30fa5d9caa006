import { hasSignature } from './mediaFormats.ts';

/** What a WAV file says of its sound. */
export interface Wav {
  /** Number of the format of its samples; of an extensible format, the one inside. */
  readonly format: number;
  readonly channels: number;
  /** Samples per second. */
  readonly rate: number;
  readonly bits: number;
  /** Samples of one channel, at the file's own rate. */
  readonly samples: number;
}

export const WAV_PCM = 1;
export const WAV_MS_ADPCM = 2;
export const WAV_FLOAT = 3;
export const WAV_A_LAW = 6;
export const WAV_MU_LAW = 7;
export const WAV_IMA_ADPCM = 0x11;
export const WAV_GSM = 0x31;
const EXTENSIBLE = 0xfffe;

/** A block of GSM 6.10 as Microsoft writes it. */
const GSM_BLOCK = { bytes: 65, samples: 320 };

interface Format extends Omit<Wav, 'samples'> {
  /** Bytes of what is decoded together, and the samples of each channel in it. */
  readonly block: { readonly bytes: number; readonly samples: number };
}

/**
 * Reads the chunks of a WAV file. A data chunk that claims more than there is counts as what is there.
 * `undefined` when the format or the data chunk is missing, or when the rate is zero.
 */
export function readWav(bytes: Buffer): Wav | undefined {
  const isBig = hasSignature(bytes, [[0, 'RIFX']]);
  const uint32 = (at: number) => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = uint32(at + 4);
    const start = at + 8;
    if (hasSignature(bytes, [[at, 'fmt ']]) && start + 16 <= bytes.length) {
      format = readFormat(bytes, start, size, isBig);
    }
    if (hasSignature(bytes, [[at, 'data']])) {
      if (format === undefined || format.rate === 0) return undefined;
      const { block, ...rest } = format;
      const available = Math.min(size, bytes.length - start);
      return { ...rest, samples: Math.floor(available / block.bytes) * block.samples };
    }
    at = start + size + (size % 2);
  }
  return undefined;
}

function readFormat(bytes: Buffer, start: number, size: number, isBig: boolean): Format {
  const end = Math.min(start + size, bytes.length);
  const uint16 = (at: number) => {
    if (at + 2 > end) return 0;
    return isBig ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
  };
  const outer = uint16(start);
  const format = outer === EXTENSIBLE ? uint16(start + 24) : outer;
  const rate = isBig ? bytes.readUInt32BE(start + 4) : bytes.readUInt32LE(start + 4);
  const [channels, align, bits] = [uint16(start + 2), uint16(start + 12), uint16(start + 14)];
  const isCompressed = format === WAV_MS_ADPCM || format === WAV_IMA_ADPCM;
  // What it says of a block in any other format is not used by libsox.
  const block =
    format === WAV_GSM
      ? GSM_BLOCK
      : isCompressed
        ? { bytes: Math.max(1, align), samples: uint16(start + 18) }
        : { bytes: Math.max(1, channels * Math.ceil(bits / 8)), samples: 1 };
  return { format, channels, rate, bits, block };
}
