import { columnError, readMotion, stackError } from '../facts/imageBind/motion.ts';
import { audioError, imageError, videoError } from '../facts/imageBind/serverErrors.ts';
import { type MediaModality, MODALITIES, MODALITY_FACTS, type Modality } from '../facts/modalities.ts';
import { Base64Error, decodeBase64 } from './base64.ts';
import { embedMedia, embedText } from './embed.ts';
import { MediaError } from './responses.ts';

/** The items of a request, as they came: that they are strings is found out one by one. */
export type VectorizeRequest = Readonly<Record<Modality, readonly unknown[]>>;

/** One list of vectors for each response key, in the order of the items. */
export type VectorizeAnswer = Record<string, number[][]>;

/** Ends the request where there are words of the inference server. */
function throwRefusal(words: string | undefined): void {
  if (words !== undefined) throw new MediaError(words);
}

function accepted(bytes: Buffer, refusal: (bytes: Buffer) => string | undefined): Buffer {
  throwRefusal(refusal(bytes));
  return bytes;
}

/** No client of Weaviate can send anything but text. */
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
 * All audio, video or IMU items as bytes. The real server saves them as files before it looks at the first
 * one; a fault in saving is hidden by its `finally`, which uses the list of paths that was never assigned
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
 * The vectors of all items, in the real server's order of work (bind.py `_vectorize`), which decides which
 * fault is the one reported: preparation of all modalities but video, the model, then video.
 *
 * @throws {MediaError} for the first item that is at fault; one bad item fails the whole request
 * @throws {Error} when a vector would not be finite, which JSON cannot carry
 */
export function vectorize(request: VectorizeRequest): VectorizeAnswer {
  const texts = request.text.map(requireText);
  const image = request.image.map(picture);
  const audio = files('audio', request.audio).map((bytes) => accepted(bytes, audioError));
  const depth = request.depth.map(picture);
  const imu = files('imu', request.imu);
  const tables = imu.map((bytes) => {
    const table = readMotion(bytes);
    if ('refused' in table) throw new MediaError(table.refused);
    return table;
  });
  throwRefusal(stackError(tables));
  const thermal = request.thermal.map(picture);
  throwRefusal(columnError(tables));
  const video = files('video', request.video).map((bytes) => accepted(bytes, videoError));
  if (tables.some((table) => !table.finite)) throw new Error('a vector is not a number');

  const media: Record<MediaModality, Buffer[]> = { image, audio, video, thermal, imu, depth };
  const answer: VectorizeAnswer = {};
  for (const modality of MODALITIES) {
    answer[MODALITY_FACTS[modality].responseKey] =
      modality === 'text'
        ? texts.map(embedText)
        : media[modality].map((bytes) => embedMedia(modality, bytes));
  }
  return answer;
}
