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
 * Why the inference server would reject a file, or what it would silently ignore; undefined if no problem is known.
 * Audio, images and frames are not decoded, so damage inside a file is not detected.
 */
export async function inspectFile(modality: Modality, bytes: Buffer): Promise<MediaProblem | undefined> {
  if (bytes.length === 0) {
    return mediaError(
      'is empty',
      'an empty file cannot be vectorized',
      'remove the file, or restore its content',
    );
  }
  const encoded = modality === 'text' ? undefined : await base64Problem(bytes);
  return encoded ?? INSPECTORS[modality](bytes);
}

const TEXT_TRUNCATED = `all texts longer than ${MAX_TOKENS} tokens get the same vector: truncation removes the end token from which the vector is read`;
const SHORTEN_TEXT = 'split it into one file per sentence, or shorten it to its main points';

/** What is wrong with a text. */
function inspectText(bytes: Buffer): MediaProblem | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return mediaError('is not UTF-8', 'Weaviate stores text as UTF-8', 'iconv -f ENCODING -t UTF-8 FILE');
  }
  if (text.trim() === '')
    return mediaError('contains no words', 'its vector would have no meaning', 'add text to the file');
  if (/^\s*data:[\w/+.-]+;base64,/.test(text)) {
    return mediaError(
      'contains a data: URL',
      'it would be vectorized as plain text',
      'decode it into a file of its actual type',
    );
  }
  const { minimum, estimate } = clipTokens(text);
  if (minimum > MAX_TOKENS)
    return mediaError(`is too long: at least ${minimum} tokens`, TEXT_TRUNCATED, SHORTEN_TEXT);
  if (estimate <= MAX_TOKENS) return undefined;
  return mediaWarning(`may be too long: about ${estimate} tokens`, TEXT_TRUNCATED, SHORTEN_TEXT);
}
