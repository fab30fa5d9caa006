import { AUDIO_SECONDS, AUDIO_WINDOW, MODEL_RATE } from '../../../facts/imageBind/limits.ts';
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
import { type MediaProblem, mediaError, mediaWarning, serverError } from '../mediaReport.ts';
import { readAiff, readAu, readFlac, readOgg } from './audioHeaders.ts';
import { contentType } from './contentType.ts';

/** The window of the model's spectrogram, in seconds. */
const MIN_SECONDS = AUDIO_WINDOW / MODEL_RATE;

const DECODERS =
  'it decodes WAV, FLAC, Ogg Vorbis and Opus, AIFF, AU and VOC: its torchaudio 2.0.2 has no FFmpeg (pytorch/audio#3539)';
const CONVERT = `ffmpeg -i FILE -ac 1 -ar ${MODEL_RATE} AUDIO.wav`;
const COPY_AGAIN = 'copy or download the file again';

/**
 * WAV formats that sox can read, with the bits per sample that libsox 14.4.2 (wav.c) and torchaudio 2.0.2 support;
 * undefined if the format fixes them.
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
  /** Why the server rejects it. */
  readonly problem?: MediaProblem;
}

const undecodable = (message: string) => ({
  problem: mediaError(message, `the inference server cannot decode it: ${DECODERS}`, CONVERT),
});

const truncated = (what: string) => ({
  problem: mediaError(what, serverError(ERROR_TEXTS.noSound), COPY_AGAIN),
});

/** What is wrong with an audio file. Its samples are not decoded. */
export async function inspectAudio(bytes: Buffer): Promise<MediaProblem | undefined> {
  const { seconds, channels = 1, rate, problem } = isAudio(bytes) ? readAudio(bytes) : {};
  if (problem !== undefined) return problem;
  const rejection = audioError(bytes);
  if (seconds !== undefined && seconds < MIN_SECONDS) {
    return mediaError(
      `is too short: ${(seconds * 1000).toFixed(0)} ms${channels > 1 ? ` in each of its ${channels} channels` : ''}`,
      serverError(rejection ?? ERROR_TEXTS.shortSound),
      `use at least ${MIN_SECONDS * 1000} ms of audio; two seconds are best`,
    );
  }
  if (rejection !== undefined) {
    const kind = isAudio(bytes) ? 'a damaged WAV' : await contentType(bytes);
    return mediaError(
      `is not an audio file that the inference server can decode: ${kind}`,
      `${serverError(rejection)}; ${DECODERS}`,
      CONVERT,
    );
  }
  const unusualRate = rate === undefined ? undefined : rateProblem(rate);
  if (unusualRate !== undefined) return unusualRate;
  if (seconds === undefined || seconds <= AUDIO_SECONDS) return undefined;
  const extent = `${seconds.toFixed(1)} s${channels > 1 ? `, ${channels} channels` : ''}`;
  return mediaWarning(
    `is only used in part (${extent})`,
    'the model uses three two-second clips of the first channel, spread over the whole length',
    'to make all of it searchable, split it into files of six seconds',
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
        'the inference server divides by the number of channels and crashes (SIGFPE)',
        'export the file again with at least one channel',
      ),
    };
  }
  if (!WAV_BITS.has(format)) {
    return undecodable(`is a WAV with an unsupported format (number ${format})`);
  }
  const allowed = WAV_BITS.get(format);
  if (allowed && !allowed.includes(bits)) {
    return undecodable(`is a WAV with ${bits} bits per sample; supported: ${allowed.join(', ')}`);
  }
  return { seconds: samples / rate, channels, rate };
}

function flacInfo(bytes: Buffer): AudioInfo {
  const flac = readFlac(bytes);
  if (flac === undefined) return truncated('is a FLAC that is truncated in its header');
  return flac.isTruncated ? truncated('is a FLAC that is truncated in its first frame') : flac;
}

function oggInfo(bytes: Buffer): AudioInfo {
  const ogg = readOgg(bytes);
  if (ogg.codec === undefined) return undecodable('is an Ogg file without Vorbis or Opus audio');
  if (ogg.isTruncated && ogg.seconds === 0)
    return truncated('is an Ogg file that is truncated before its first page of audio');
  return ogg;
}

const MIB = 1024 ** 2;

/** A file that needs more is an error: the model needs 5.9 GiB, and the container's limit is 12 GiB. */
const MEMORY_ERROR_BYTES = 1024 * MIB;
const MEMORY_WARNING_BYTES = 256 * MIB;

/** Bytes per value of the resampling filter (measured: 2.86 GB for 11,127 Hz, 0.2 GB for 22,255 Hz). */
const FILTER_BYTES = 16;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Bytes that the inference server needs to resample audio to 16 kHz. The filter has one row per pair of phases
 * (torchaudio 2.0.2 functional/functional.py `_get_sinc_resample_kernel`). Common rates need hardly any memory.
 */
function resamplerBytes(rate: number): number {
  if (rate === MODEL_RATE) return 0;
  const common = greatestCommonDivisor(rate, MODEL_RATE);
  return FILTER_BYTES * (MODEL_RATE / common) * (rate / common);
}

/** What is wrong with the sample rate, if anything. */
function rateProblem(rate: number): MediaProblem | undefined {
  const needed = resamplerBytes(rate);
  if (needed <= MEMORY_WARNING_BYTES) return undefined;
  const size =
    needed < MEMORY_ERROR_BYTES
      ? `${Math.round(needed / MIB)} MiB`
      : `${(needed / MEMORY_ERROR_BYTES).toFixed(1)} GiB`;
  const message = `has an unusual sample rate: ${rate} Hz`;
  const reason = `resampling it to ${MODEL_RATE} Hz takes ${size} of memory, because the two rates have no large common divisor`;
  return needed > MEMORY_ERROR_BYTES
    ? mediaError(message, `${reason}: the inference server may be killed`, CONVERT)
    : mediaWarning(message, reason, CONVERT);
}
