import { MediaFault } from './refusal.ts';
import { carries, type Signature } from './signature.ts';
import { TEMPORARY_NAME } from './temporaryName.ts';
import { readWavLength } from './wavLength.ts';

const WAV: Signature = [
  [0, 'RIFF'],
  [8, 'WAVE'],
];

/** What torchaudio 2.0.2 reads through its bundled sox, besides WAV: no MP3, no M4A (pytorch/audio#3539). */
const OTHER_AUDIO: readonly Signature[] = [
  [[0, 'fLaC']],
  [[0, 'OggS']],
  [
    [0, 'FORM'],
    [8, 'AIF'],
  ],
  [[0, '.snd']],
];

/** The model's rate in samples a second, and its window of 25 ms (ImageBind data.py). */
const MODEL_RATE = 16_000;
const WINDOW_SAMPLES = 400;

/** Whether the content begins like WAV, FLAC, Ogg, AIFF or AU. */
export function isAudio(bytes: Buffer): boolean {
  return [WAV, ...OTHER_AUDIO].some((signature) => carries(bytes, signature));
}

/** The bytes, if they are sound that the model can hear. Only WAV is looked into further than its signature. */
export function requireAudio(bytes: Buffer): Buffer {
  // torchaudio 2.0.2 backend/sox_io_backend.py `_fail_load`, the fallback where FFmpeg's libraries are missing.
  const undecodable = new MediaFault(`Failed to load audio from ${TEMPORARY_NAME}`);
  if (!isAudio(bytes)) throw undecodable;
  if (!carries(bytes, WAV)) return bytes;
  const length = readWavLength(bytes);
  if (length === undefined) throw undecodable;
  const resampled = Math.ceil((length.samples * MODEL_RATE) / length.rate);
  if (resampled < WINDOW_SAMPLES) {
    throw new MediaFault(`choose a window size ${WINDOW_SAMPLES} that is [2, ${resampled}]`);
  }
  return bytes;
}
