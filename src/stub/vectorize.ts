import { columnError, readMotion, stackError } from '../facts/imageBind/motion.ts';
import { audioError, imageError, videoError } from '../facts/imageBind/serverErrors.ts';
import { type MediaModality, MODALITIES, MODALITY_FACTS, type Modality } from '../facts/modalities.ts';
import { Base64Error, decodeBase64 } from './base64.ts';
import { embedMedia, embedText } from './embed.ts';
import { MediaError } from './responses.ts';

/** The items of a request, not yet checked to be strings. */
export type VectorizeRequest = Readonly<Record<Modality, readonly unknown[]>>;

/** One list of vectors per response key, in the order of the items. */
export type VectorizeResponse = Record<string, number[][]>;

/** Fails the request if there is an error message of the inference server. */
function throwRefusal(message: string | undefined): void {
  if (message !== undefined) throw new MediaError(message);
}

function accepted(bytes: Buffer, refusal: (bytes: Buffer) => string | undefined): Buffer {
  throwRefusal(refusal(bytes));
  return bytes;
}

/** Weaviate's clients can only send text. */
function requireText(item: unknown): string {
  if (typeof item === 'string') return item;
  throw new MediaError('an item is not a string');
}

/** One image, depth or thermal item. The real server calls `base64.b64decode`, whose errors reach the client. */
function picture(item: unknown): Buffer {
  const text = requireText(item);
  if (/\P{ASCII}/u.test(text)) throw new MediaError('string argument should contain only ASCII characters');
  try {
    return accepted(decodeBase64(text), imageError);
  } catch (error) {
    throw error instanceof Base64Error ? new MediaError(error.message) : error;
  }
}

/**
 * All audio, video or IMU items as bytes. The real server saves them all as files before it reads the first one. An
 * error while saving is hidden by its `finally` block, which uses the list of paths before it was assigned
 * (bind_data.py `load_and_transform_audio_data`, Python 3.11).
 */
function files(modality: 'audio' | 'video' | 'imu', items: readonly unknown[]): Buffer[] {
  return items.map((item) => {
    try {
      if (typeof item === 'string') return decodeBase64(item);
    } catch (error) {
      if (!(error instanceof Base64Error)) throw error;
    }
    throw new MediaError(
      `cannot access local variable '${modality}_paths' where it is not associated with a value`,
    );
  });
}

/**
 * The vectors of all items. The order is that of the real server (bind.py `_vectorize`) and decides which error is
 * reported: preparing all modalities except video, running the model, then video.
 *
 * @throws {MediaError} for the first invalid item; one invalid item fails the whole request
 * @throws {Error} if a vector would not be finite, which JSON cannot represent
 */
export function vectorize(request: VectorizeRequest): VectorizeResponse {
  const texts = request.text.map(requireText);
  const image = request.image.map(picture);
  const audio = files('audio', request.audio).map((bytes) => accepted(bytes, audioError));
  const depth = request.depth.map(picture);
  const imu = files('imu', request.imu);
  const tables = imu.map((bytes) => {
    const table = readMotion(bytes);
    if ('error' in table) throw new MediaError(table.error);
    return table;
  });
  throwRefusal(stackError(tables));
  const thermal = request.thermal.map(picture);
  throwRefusal(columnError(tables));
  const video = files('video', request.video).map((bytes) => accepted(bytes, videoError));
  if (tables.some((table) => !table.finite)) throw new Error('a vector is not a number');

  const media: Record<MediaModality, Buffer[]> = { image, audio, video, thermal, imu, depth };
  const response: VectorizeResponse = {};
  for (const modality of MODALITIES) {
    response[MODALITY_FACTS[modality].responseKey] =
      modality === 'text'
        ? texts.map(embedText)
        : media[modality].map((bytes) => embedMedia(modality, bytes));
  }
  return response;
}
