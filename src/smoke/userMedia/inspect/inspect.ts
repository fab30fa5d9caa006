import { clipTokens } from '../../../facts/imageBind/clipTokens.ts';
import { MAX_TOKENS } from '../../../facts/imageBind/limits.ts';
import type { Modality } from '../../../facts/modalities.ts';
import { type MediaProblem, mediaError, mediaWarning } from '../mediaReport.ts';
import { inspectAudio } from './audio.ts';
import { base64Problem } from './contentType.ts';
import { inspectImage } from './image.ts';
import { inspectImu } from './imu.ts';
import { inspectVideo } from './video.ts';

const INSPECTORS: Readonly<
  Record<Modality, (bytes: Buffer) => MediaProblem | undefined | Promise<MediaProblem | undefined>>
> = {
  text: inspectText,
  image: inspectImage,
  thermal: inspectImage,
  depth: inspectImage,
  audio: inspectAudio,
  video: inspectVideo,
  imu: inspectImu,
};

/**
 * What the inference server would refuse in a file, or change without a word; undefined where nothing is known
 * against it. Sound, pictures and frames are not decoded: a file that is damaged inside passes.
 */
export async function inspectFile(modality: Modality, bytes: Buffer): Promise<MediaProblem | undefined> {
  if (bytes.length === 0) {
    return mediaError('is empty', 'there is nothing to make a vector of', 'leave it out, or write it again');
  }
  const encoded = modality === 'text' ? undefined : await base64Problem(bytes);
  return encoded ?? INSPECTORS[modality](bytes);
}

const TEXT_TRUNCATED = `every text of more than ${MAX_TOKENS} tokens gets the same vector: the end of it is cut off, with the mark that the vector is read from`;
const SHORTEN_TEXT = 'cut it into sentences, a file each, or keep what it is about';

/** What is wrong with a text. */
function inspectText(bytes: Buffer): MediaProblem | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return mediaError('is not UTF-8', 'Weaviate stores text as UTF-8', 'iconv -f ENCODING -t UTF-8 FILE');
  }
  if (text.trim() === '')
    return mediaError('holds no word', 'its vector would mean nothing', 'write something into it');
  if (/^\s*data:[\w/+.-]+;base64,/.test(text)) {
    return mediaError(
      'holds a data: address',
      'it would be read as a text',
      'decode it into a file of its own kind',
    );
  }
  const { minimum, estimate } = clipTokens(text);
  if (minimum > MAX_TOKENS)
    return mediaError(`is too long: ${minimum} tokens or more`, TEXT_TRUNCATED, SHORTEN_TEXT);
  if (estimate <= MAX_TOKENS) return undefined;
  return mediaWarning(`may be too long: about ${estimate} tokens`, TEXT_TRUNCATED, SHORTEN_TEXT);
}
