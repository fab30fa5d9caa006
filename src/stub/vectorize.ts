import { type MediaModality, MODALITIES, MODALITY_FACTS, type Modality } from '../facts/modalities.ts';
import { requireAudio } from './audio.ts';
import { embedMedia, embedText } from './embed.ts';
import { requireImage } from './image.ts';
import { readImuTables, requireSixColumns } from './imu.ts';
import { decodeFiles, decodePicture } from './mediaItems.ts';
import { pythonTypeName } from './python.ts';
import { MediaFault } from './refusal.ts';
import { requireVideo } from './video.ts';

/** The items of a request, as they came: that they are strings is found out one by one. */
export type VectorizeRequest = Readonly<Record<Modality, readonly unknown[]>>;

/** One list of vectors for each response key, in the order of the items. */
export type VectorizeAnswer = Record<string, number[][]>;

/** The tokenizer accepts a string, or walks over what it gets (ImageBind SimpleTokenizer). */
function requireText(item: unknown): string {
  if (typeof item === 'string') return item;
  throw new MediaFault(`'${pythonTypeName(item)}' object is not iterable`);
}

const requirePicture = (item: unknown): Buffer => requireImage(decodePicture(item));

/**
 * The vectors of all items, in the real server's order of work (bind.py `_vectorize`), which decides which
 * fault is the one reported: preparation of all modalities but video, the model, then video.
 *
 * @throws {MediaFault} for the first item that is at fault; one bad item fails the whole request
 * @throws {Error} when a vector would not be finite, which JSON cannot carry
 */
export function vectorize(request: VectorizeRequest): VectorizeAnswer {
  const texts = request.text.map(requireText);
  const image = request.image.map(requirePicture);
  const audio = decodeFiles('audio', request.audio).map(requireAudio);
  const depth = request.depth.map(requirePicture);
  const imu = decodeFiles('imu', request.imu);
  const tables = readImuTables(imu);
  const thermal = request.thermal.map(requirePicture);
  requireSixColumns(tables);
  const video = decodeFiles('video', request.video).map(requireVideo);
  if (tables.some((table) => !table.finite))
    throw new Error('Out of range float values are not JSON compliant');

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
