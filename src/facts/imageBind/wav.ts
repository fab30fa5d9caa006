import { hasSignature } from './mediaFormats.ts';

/** The audio properties in the header of a WAV file. */
export interface Wav {
  /** The format code of the samples. For the extensible format, the code in its extension. */
  readonly format: number;
  readonly channels: number;
  /** Samples per second. */
  readonly rate: number;
  readonly bits: number;
  /** Samples per channel. */
  readonly samples: number;
}

const WAV_MS_ADPCM = 2;
const WAV_IMA_ADPCM = 0x11;
const WAV_GSM = 0x31;
const EXTENSIBLE = 0xfffe;

/** A block of GSM 6.10 in Microsoft's format. */
const GSM_BLOCK = { bytes: 65, samples: 320 };

interface Format extends Omit<Wav, 'samples'> {
  /** The unit of decoding: its bytes, and its samples per channel. */
  readonly block: { readonly bytes: number; readonly samples: number };
}

/**
 * Reads the chunks of a WAV file. If the data chunk claims more bytes than the file has, only those in the file count.
 * @returns undefined if the format or the data chunk is missing, or the rate is zero
 */
export function readWav(bytes: Buffer): Wav | undefined {
  const isBigEndian = hasSignature(bytes, [[0, 'RIFX']]);
  const uint32 = (at: number) => (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = uint32(at + 4);
    const start = at + 8;
    if (hasSignature(bytes, [[at, 'fmt ']]) && start + 16 <= bytes.length) {
      format = readFormat(bytes, start, size, isBigEndian);
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

function readFormat(bytes: Buffer, start: number, size: number, isBigEndian: boolean): Format {
  const end = Math.min(start + size, bytes.length);
  const uint16 = (at: number) => {
    if (at + 2 > end) return 0;
    return isBigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
  };
  const outer = uint16(start);
  const format = outer === EXTENSIBLE ? uint16(start + 24) : outer;
  const rate = isBigEndian ? bytes.readUInt32BE(start + 4) : bytes.readUInt32LE(start + 4);
  const [channels, align, bits] = [uint16(start + 2), uint16(start + 12), uint16(start + 14)];
  const isCompressed = format === WAV_MS_ADPCM || format === WAV_IMA_ADPCM;
  // For other formats, libsox ignores the block size in the header.
  const block =
    format === WAV_GSM
      ? GSM_BLOCK
      : isCompressed
        ? { bytes: Math.max(1, align), samples: uint16(start + 18) }
        : { bytes: Math.max(1, channels * Math.ceil(bits / 8)), samples: 1 };
  return { format, channels, rate, bits, block };
}
