import { AUDIO_SECONDS, MODEL_RATE, SOUND_WINDOW } from '../../../facts/imageBind/limits.ts';
import { hasSignature, isAudio, isWav } from '../../../facts/imageBind/mediaFormats.ts';
import { audioError, ERROR_TEXTS } from '../../../facts/imageBind/serverErrors.ts';
import {
  readWav,
  WAV_A_LAW,
  WAV_FLOAT,
  WAV_GSM,
  WAV_IMA_ADPCM,
  WAV_MS_ADPCM,
  WAV_MU_LAW,
  WAV_PCM,
} from '../../../facts/imageBind/wav.ts';
import { type MediaProblem, mediaError, mediaWarning, serverAnswer } from '../mediaReport.ts';
import { readAiff, readAu, readFlac, readOgg } from './audioHeaders.ts';
import { contentType } from './contentType.ts';

/** Seconds: the window of the model's spectrogram. */
const MIN_SECONDS = SOUND_WINDOW / MODEL_RATE;

const DECODERS =
  'it decodes WAV, FLAC, Ogg Vorbis and Opus, AIFF, AU, VOC: torchaudio 2.0.2 without FFmpeg (pytorch/audio#3539)';
const CONVERT = `ffmpeg -i FILE -ac 1 -ar ${MODEL_RATE} SOUND.wav`;
const COPY_AGAIN = 'copy or download the file again';

/**
 * Formats inside a WAV that sox reads, and the bits per sample that it (libsox 14.4.2 wav.c) and torchaudio 2.0.2
 * take of them; undefined where the format leaves no choice.
 */
const WAV_BITS: ReadonlyMap<number, readonly number[] | undefined> = new Map([
  [WAV_PCM, [8, 16, 24, 32]],
  [WAV_FLOAT, [32, 64]],
  [WAV_A_LAW, [8]],
  [WAV_MU_LAW, [8]],
  [WAV_MS_ADPCM, undefined],
  [WAV_IMA_ADPCM, undefined],
  [WAV_GSM, undefined],
]);

interface AudioInfo {
  readonly seconds?: number | undefined;
  readonly channels?: number | undefined;
  /** Samples per second. */
  readonly rate?: number | undefined;
  /** Why the server does not take it. */
  readonly problem?: MediaProblem;
}

const undecodable = (message: string) => ({
  problem: mediaError(message, `the inference server has no decoder: ${DECODERS}`, CONVERT),
});

const truncated = (what: string) => ({
  problem: mediaError(what, serverAnswer(ERROR_TEXTS.noSound), COPY_AGAIN),
});

/** What is wrong with a sound. Its samples are not decoded. */
export async function inspectAudio(bytes: Buffer): Promise<MediaProblem | undefined> {
  const { seconds, channels = 1, rate, problem } = isAudio(bytes) ? readAudio(bytes) : {};
  if (problem !== undefined) return problem;
  const words = audioError(bytes);
  if (seconds !== undefined && seconds < MIN_SECONDS) {
    return mediaError(
      `is too short: ${(seconds * 1000).toFixed(0)} ms${channels > 1 ? ` in each of its ${channels} channels` : ''}`,
      serverAnswer(words ?? ERROR_TEXTS.shortSound),
      `at least ${MIN_SECONDS * 1000} ms of sound; two seconds are best`,
    );
  }
  if (words !== undefined) {
    const kind = isAudio(bytes) ? 'a damaged WAV' : await contentType(bytes);
    return mediaError(
      `is no sound that the model can hear: ${kind}`,
      `${serverAnswer(words)}; ${DECODERS}`,
      CONVERT,
    );
  }
  const odd = rate === undefined ? undefined : rateProblem(rate);
  if (odd !== undefined) return odd;
  if (seconds === undefined || seconds <= AUDIO_SECONDS) return undefined;
  const changes = [
    `of its ${seconds.toFixed(1)} s`,
    ...(channels > 1 ? [`of its ${channels} channels`] : []),
  ];
  return mediaWarning(
    `is heard in part: ${changes.join(', and ')}`,
    'the model hears three clips of two seconds, spread over the whole, of the first channel',
    'cut it into pieces of six seconds, a file each, if all of it should be found',
  );
}

function readAudio(bytes: Buffer): AudioInfo {
  if (isWav(bytes)) return wavInfo(bytes);
  if (hasSignature(bytes, [[0, 'fLaC']])) return flacInfo(bytes);
  if (hasSignature(bytes, [[0, 'OggS']])) return oggInfo(bytes);
  if (hasSignature(bytes, [[0, 'FORM']])) return readAiff(bytes) ?? {};
  if (hasSignature(bytes, [[0, '.snd']])) return readAu(bytes) ?? {};
  return {};
}

function wavInfo(bytes: Buffer): AudioInfo {
  const wav = readWav(bytes);
  if (wav === undefined) return {};
  const { format, channels, rate, bits, samples } = wav;
  if (channels === 0) {
    return {
      problem: mediaError(
        'is a WAV with 0 channels',
        'the inference server divides by that number, and its process dies (SIGFPE)',
        'write the file again, with one channel or more',
      ),
    };
  }
  if (!WAV_BITS.has(format)) {
    return undecodable(`is a WAV with a format inside that is not its own (number ${format})`);
  }
  const allowed = WAV_BITS.get(format);
  if (allowed && !allowed.includes(bits)) {
    return undecodable(
      `is a WAV with ${bits} bits per sample, and ${allowed.join(', ')} ${allowed.length === 1 ? 'is' : 'are'} read`,
    );
  }
  return { seconds: samples / rate, channels, rate };
}

function flacInfo(bytes: Buffer): AudioInfo {
  const flac = readFlac(bytes);
  if (flac === undefined) return truncated('is a FLAC that ends in its header');
  return flac.isCut ? truncated('is a FLAC that is cut off before its first frame ends') : flac;
}

function oggInfo(bytes: Buffer): AudioInfo {
  const ogg = readOgg(bytes);
  if (ogg.codec === undefined) return undecodable('is an Ogg file with neither Vorbis nor Opus sound in it');
  if (ogg.isCut && ogg.seconds === 0)
    return truncated('is an Ogg file that is cut off before its first page of sound');
  return ogg;
}

const MIB = 1024 ** 2;

/** Bytes above which a file is refused: the model needs 5.9 GiB, and 12 are the limit of the container. */
const MEMORY_ERROR_BYTES = 1024 * MIB;
const MEMORY_WARNING_BYTES = 256 * MIB;

/** Bytes per number of the filter, as measured: 2.86 GB for 11,127 Hz, 0.2 GB for 22,255 Hz. */
const FILTER_BYTES = 16;

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
  return FILTER_BYTES * (MODEL_RATE / common) * (rate / common);
}

/** What is wrong with the sample rate of a sound. */
function rateProblem(rate: number): MediaProblem | undefined {
  const needed = resamplerBytes(rate);
  if (needed <= MEMORY_WARNING_BYTES) return undefined;
  const shown =
    needed < MEMORY_ERROR_BYTES
      ? `${Math.round(needed / MIB)} MiB`
      : `${(needed / MEMORY_ERROR_BYTES).toFixed(1)} GiB`;
  const message = `has an odd sample rate: ${rate} Hz`;
  const reason = `bringing it to ${MODEL_RATE} Hz takes ${shown} of memory, since the two rates have little in common`;
  return needed > MEMORY_ERROR_BYTES
    ? mediaError(message, `${reason}: the inference server may be killed for it`, CONVERT)
    : mediaWarning(message, reason, CONVERT);
}
