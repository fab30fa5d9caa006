import { AUDIO_SECONDS, MODEL_RATE } from '../facts/imageBind/limits.ts';
import { isAudio, isWav } from '../facts/imageBind/mediaFormats.ts';
import { readWav } from '../facts/imageBind/wav.ts';
import { beginningOf } from './beginningOf.ts';
import { convertedParts, INSTALL_FFMPEG, needsFfmpeg, probe, type Recording } from './ffmpeg.ts';
import { MediaError, type MediaProblem, mediaError, mediaWarning } from './mediaProblem.ts';
import { asItIs, type MediaFile, type PreparedFile, type PrepareOptions } from './preparedFile.ts';
import { windowsOf } from './windows.ts';

/** The first channels of a sound as one, at the model's rate and 16 bits. */
const FLAC = ['-map', '0:a:0', '-ac', '1', '-ar', String(MODEL_RATE), '-sample_fmt', 's16', '-c:a', 'flac'];

/** Cuts a sound into windows that the model hears as a whole, and converts them to a format that the server reads. */
export async function prepareSound(file: MediaFile, options: PrepareOptions): Promise<PreparedFile> {
  const { ffmpeg } = options.tools;
  if (options.original || !ffmpeg) return whole(file, options);
  const recording = await probe(ffmpeg, file.path, options.location, options.signal);
  return cutSound(file, recording, options);
}

/** @param recording has audio */
export async function cutSound(
  file: MediaFile,
  { audio, duration, metadata }: Recording,
  options: PrepareOptions,
): Promise<PreparedFile> {
  const { tools, signal, window = AUDIO_SECONDS } = options;
  const { ffmpeg } = tools;
  if (!ffmpeg || !audio) {
    throw new MediaError(
      mediaError(
        'has no audio',
        'ffmpeg finds no stream of audio in it',
        'remove the file, or record it again',
      ),
    );
  }
  const windows = duration === undefined ? [undefined] : windowsOf(duration, window);
  if (windows.length === 1 && (await isAsWanted(file, audio))) return asItIs(file, 'audio', { metadata });
  const parts = convertedParts(ffmpeg, file.path, windows, FLAC, 'flac', signal);
  return asItIs(file, 'audio', { metadata, ...parts });
}

/** A file of at most this size that the server reads is sent as it is. */
const SMALL_BYTES = 512 * 1024;

const CODECS = new Set(['pcm_s16le', 'pcm_s24le', 'pcm_f32le', 'flac', 'vorbis', 'opus']);

/** A small file that the server decodes, with a rate that it resamples without effort. */
async function isAsWanted(
  { path, size }: MediaFile,
  { codec_name = '', sample_rate, channels = 0 }: NonNullable<Recording['audio']>,
): Promise<boolean> {
  return (
    size <= SMALL_BYTES &&
    CODECS.has(codec_name) &&
    channels > 0 &&
    resamplerBytes(Number(sample_rate)) < EASY_RESAMPLER_BYTES &&
    isAudio(await beginningOf(path))
  );
}

/** A sound as it is: with `--original`, or without ffmpeg. */
async function whole(file: MediaFile, options: PrepareOptions): Promise<PreparedFile> {
  const bytes = await beginningOf(file.path);
  const { libraries } = options.tools;
  if (!options.original && !isAudio(bytes)) {
    throw needsFfmpeg(
      'has to be converted, and ffmpeg is missing',
      'the inference server reads WAV, FLAC, Ogg, AIFF and AU only',
    );
  }
  const found = await libraries?.musicMetadata
    .parseFile(file.path, { duration: true, skipCovers: true })
    .then(
      ({ format }) => format,
      () => undefined,
    );
  const wav = isWav(bytes) ? readWav(bytes) : undefined;
  const rate = wav?.rate ?? found?.sampleRate;
  if (wav?.channels === 0) throw new MediaError(NO_CHANNELS);
  if (rate !== undefined && resamplerBytes(rate) > MAX_RESAMPLER_BYTES) throw new MediaError(oddRate(rate));
  const duration = found?.duration;
  return asItIs(file, 'audio', {
    metadata: duration === undefined ? {} : { duration },
    warnings:
      duration !== undefined && duration > 1.05 * AUDIO_SECONDS
        ? [partlyUsed(duration, options.original)]
        : [],
  });
}

const CONVERT = `convert it: ffmpeg -i FILE -ac 1 -ar ${MODEL_RATE} COPY.wav`;

const NO_CHANNELS = mediaError(
  'is a WAV with 0 channels',
  'the inference server divides by the number of channels and crashes (SIGFPE)',
  'export the file again with at least one channel',
);

const partlyUsed = (seconds: number, isOriginal: boolean): MediaProblem =>
  mediaWarning(
    `is only used in part (${seconds.toFixed(1)} s)`,
    'the model uses three two-second clips, spread over the whole length',
    isOriginal ? 'to make all of it searchable, import it without --original' : INSTALL_FFMPEG,
  );

const MIB = 1024 ** 2;

/** The model needs 5.9 GiB, and the container's limit is 12 GiB. */
const MAX_RESAMPLER_BYTES = 1024 * MIB;

/** Above what 44,100 Hz takes: 1.1 MB. */
const EASY_RESAMPLER_BYTES = 4 * MIB;

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
  const common = greatestCommonDivisor(rate, MODEL_RATE);
  return rate === MODEL_RATE ? 0 : FILTER_BYTES * (MODEL_RATE / common) * (rate / common);
}

function oddRate(rate: number): MediaProblem {
  const size = `${(resamplerBytes(rate) / 1024 / MIB).toFixed(1)} GiB`;
  return mediaError(
    `has an unusual sample rate: ${rate} Hz`,
    `resampling it to ${MODEL_RATE} Hz takes ${size} of memory, because the two rates have no large common divisor: the inference server may be killed`,
    CONVERT,
  );
}
