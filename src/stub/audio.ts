import { MediaFault } from './refusal.ts';
import { carries, type Signature } from './signature.ts';
import { TEMPORARY_NAME } from './temporaryName.ts';
import { readWav, WAVS } from './wav.ts';

/** What torchaudio 2.0.2 reads through its bundled sox, besides WAV: no MP3, no M4A (pytorch/audio#3539). */
const OTHER_AUDIO: readonly Signature[] = [
  [[0, 'fLaC']],
  [[0, 'OggS']],
  [
    [0, 'FORM'],
    [8, 'AIF'],
  ],
  [[0, '.snd']],
  [[0, 'Creative Voice File\x1a']],
];

/** The model's rate in samples a second, and its window of 25 ms (ImageBind data.py). */
export const MODEL_RATE = 16_000;
const WINDOW_SAMPLES = 400;

export const isWav = (bytes: Buffer): boolean => WAVS.some((signature) => carries(bytes, signature));

/** Whether the content begins like WAV, FLAC, Ogg, AIFF, AU or VOC. */
export function isAudio(bytes: Buffer): boolean {
  return isWav(bytes) || OTHER_AUDIO.some((signature) => carries(bytes, signature));
}

/** The bytes, if they are sound that the model can hear. Only WAV is looked into further than its signature. */
export function requireAudio(bytes: Buffer): Buffer {
  // torchaudio 2.0.2 backend/sox_io_backend.py `_fail_load`, the fallback where FFmpeg's libraries are missing.
  const undecodable = new MediaFault(`Failed to load audio from ${TEMPORARY_NAME}`);
  if (!isAudio(bytes)) throw undecodable;
  if (!isWav(bytes)) return bytes;
  const wav = readWav(bytes);
  // The real server dies of a WAV without channels; this one only refuses it.
  if (wav === undefined || wav.channels === 0) throw undecodable;
  const resampled = Math.ceil((wav.samples * MODEL_RATE) / wav.rate);
  if (resampled < WINDOW_SAMPLES) {
    throw new MediaFault(`choose a window size ${WINDOW_SAMPLES} that is [2, ${resampled}]`);
  }
  return bytes;
}
