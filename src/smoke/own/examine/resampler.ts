import { MODEL_RATE } from '../../../stub/audio.ts';
import { error, type FileFault, warning } from '../finding.ts';

const MIB = 1024 ** 2;

/** Bytes above which a file is refused: the model needs 5.9 GiB, and 12 are the limit of the container. */
const MOST = 1024 * MIB;
const MUCH = 256 * MIB;

/** Bytes per number of the filter, as measured: 2.86 GB for 11,127 Hz, 0.2 GB for 22,255 Hz. */
const BYTES = 16;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Bytes that the inference server needs to bring a sound to 16 kHz: its filter has a row for each pair of phases
 * (torchaudio 2.0.2 functional/functional.py `_get_sinc_resample_kernel`). The usual rates need next to nothing.
 */
function resamplerBytes(rate: number): number {
  if (rate === MODEL_RATE) return 0;
  const common = greatestCommonDivisor(rate, MODEL_RATE);
  return BYTES * (MODEL_RATE / common) * (rate / common);
}

/** What is wrong with the sample rate of a sound. */
export function rateFault(rate: number): FileFault | undefined {
  const needed = resamplerBytes(rate);
  if (needed <= MUCH) return undefined;
  const shown = needed < MOST ? `${Math.round(needed / MIB)} MiB` : `${(needed / MOST).toFixed(1)} GiB`;
  const message = `has an odd sample rate: ${rate} Hz`;
  const reason = `bringing it to ${MODEL_RATE} Hz takes ${shown} of memory, since the two rates have little in common`;
  const suggestion = `ffmpeg -i FILE -ac 1 -ar ${MODEL_RATE} SOUND.wav`;
  return needed > MOST
    ? error(message, `${reason}: the inference server may be killed for it`, suggestion)
    : warning(message, reason, suggestion);
}
