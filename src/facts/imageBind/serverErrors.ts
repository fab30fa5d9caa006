import { AUDIO_WINDOW, MODEL_RATE } from './limits.ts';
import { isAudio, isAudioOnlyMp4, isImage, isVideo, isWav } from './mediaFormats.ts';
import { readWav } from './wav.ts';

/* How the inference server responds: the name of its model, and its errors for invalid media. */

/**
 * The model name of the stub in `GET /meta`. Weaviate passes it on in `GET /v1/meta`, which shows that results did not
 * come from ImageBind (the real server says `ImageBindModel`).
 */
export const STUB_MODEL = 'bindstack-stub (not ImageBind)';

/** Whether a model name from the metadata of the inference server or of Weaviate is that of a stub, of any version. */
export function isStubModel(model: unknown): boolean {
  return typeof model === 'string' && /^bindstack-\S+ \(not ImageBind\)$/.test(model);
}

/**
 * Texts of exceptions that the server returns with status 500 and `{"error": text}` (app.py), and that Weaviate passes
 * on. They come from Pillow, torchaudio 2.0.2, pytorchvideo 0.1.5 and PyAV, numpy 1.24.3 and torch 2.0.1. Object
 * addresses and names of temporary files, which differ in every request, are left out.
 */
const ERROR_TEXTS = {
  noPicture: 'cannot identify image file',
  truncatedPicture: 'image file is truncated',
  brokenPixels: 'broken data stream when reading image file',
  noPixels: 'cannot load this image',
  brokenWebp: 'could not create decoder object',
  // torchaudio backend/sox_io_backend.py `_fail_load`, the fallback without FFmpeg's libraries.
  noSound: 'Failed to load audio',
  shortSound: `choose a window size ${AUDIO_WINDOW}`,
  // pytorchvideo data/encoded_video_pyav.py, and so is the next one.
  noVideo: 'Failed to open video',
  noVideoStream: 'Video stream not found',
  undecodedVideo: 'Unable to decode video stream',
  // A window of two seconds without a frame.
  noFrame: "'NoneType' object has no attribute 'shape'",
} as const;

/** Patterns that recognize the errors. */
const ERROR_PATTERNS = {
  noPicture: new RegExp(ERROR_TEXTS.noPicture),
  manyPixels: /exceeds limit of \d+ pixels/,
  brokenPicture:
    /image file is truncated|Truncated File Read|broken data stream|cannot load this image|create decoder object|unrecognized data stream/i,
  sampleSize: /Only 16, 24, and 32 bits/,
  noSound: new RegExp(ERROR_TEXTS.noSound),
  shortSound: /choose a window size/,
  emptySound: /cannot reshape tensor of 0 elements/,
  noVideo: new RegExp(ERROR_TEXTS.noVideo),
  noVideoStream: new RegExp(ERROR_TEXTS.noVideoStream),
  undecodedVideo: new RegExp(ERROR_TEXTS.undecodedVideo),
  noFrame: /'NoneType' object/,
  fewRows: /tuple index out of range/,
  columns: /mat1 and mat2 shapes cannot be multiplied/,
  noTable: /number of columns changed|could not convert string|'utf-8' codec can't decode/,
  noBase64: /Invalid base64|Incorrect padding|local variable '\w+_paths'|bytes-like object or ASCII/,
  gpuMemory: /CUDA.*out of memory/is,
  memory: /can't allocate memory|not enough memory/,
  notWritable: /No space left|Read-only file system|Permission denied/,
} as const satisfies Readonly<Record<string, RegExp>>;

export type MediaErrorKind = keyof typeof ERROR_PATTERNS;

/** The kind of an error text from the inference server; undefined if unknown. */
export function mediaErrorKind(text: string): MediaErrorKind | undefined {
  return (Object.keys(ERROR_PATTERNS) as MediaErrorKind[]).find((kind) => ERROR_PATTERNS[kind].test(text));
}

/** The error for bytes that are not an image; undefined for formats that Pillow reads. */
export function imageError(bytes: Buffer): string | undefined {
  return isImage(bytes) ? undefined : ERROR_TEXTS.noPicture;
}

/** The error for bytes that are not audio. Only WAV is checked beyond its signature. */
export function audioError(bytes: Buffer): string | undefined {
  if (!isAudio(bytes)) return ERROR_TEXTS.noSound;
  if (!isWav(bytes)) return undefined;
  const wav = readWav(bytes);
  // A WAV without channels crashes the real server; the stub only rejects it.
  if (wav === undefined || wav.channels === 0) return ERROR_TEXTS.noSound;
  const resampled = Math.ceil((wav.samples * MODEL_RATE) / wav.rate);
  return resampled < AUDIO_WINDOW ? `${ERROR_TEXTS.shortSound} that is [2, ${resampled}]` : undefined;
}

/** The error for bytes in which FFmpeg finds no video. A still image is accepted, as on the real server. */
export function videoError(bytes: Buffer): string | undefined {
  if ((isAudio(bytes) && !isVideo(bytes)) || isAudioOnlyMp4(bytes)) return ERROR_TEXTS.noVideoStream;
  if (isImage(bytes) || isVideo(bytes)) return undefined;
  // PyAV adds the reason. It reads from a stream, which has no name.
  return `${ERROR_TEXTS.noVideo}. [Errno 1094995529] Invalid data found when processing input: '<none>'`;
}
