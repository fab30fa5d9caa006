import { clipTokens } from '../../../facts/imageBind/clipTokens.ts';
import { MOST_TOKENS } from '../../../facts/imageBind/limits.ts';
import type { Modality } from '../../../facts/modalities.ts';
import { type MediumFault, mediumError, mediumWarning } from '../mediaReport.ts';
import { examineAudio } from './audio.ts';
import { encodedFault } from './contentKind.ts';
import { examineImu } from './imu.ts';
import { examinePicture } from './picture.ts';
import { examineVideo } from './video.ts';

const EXAMINERS: Readonly<
  Record<Modality, (bytes: Buffer) => MediumFault | undefined | Promise<MediumFault | undefined>>
> = {
  text: examineText,
  image: examinePicture,
  thermal: examinePicture,
  depth: examinePicture,
  audio: examineAudio,
  video: examineVideo,
  imu: examineImu,
};

/**
 * What the inference server would refuse in a file, or change without a word; undefined where nothing is known
 * against it. Sound, pictures and frames are not decoded: a file that is damaged inside passes.
 */
export async function examine(modality: Modality, bytes: Buffer): Promise<MediumFault | undefined> {
  if (bytes.length === 0) {
    return mediumError('is empty', 'there is nothing to make a vector of', 'leave it out, or write it again');
  }
  const encoded = modality === 'text' ? undefined : await encodedFault(bytes);
  return encoded ?? EXAMINERS[modality](bytes);
}

const TEXT_CUT = `every text of more than ${MOST_TOKENS} tokens gets the same vector: the end of it is cut off, with the mark that the vector is read from`;
const SHORTER = 'cut it into sentences, a file each, or keep what it is about';

/** What is wrong with a text. */
function examineText(bytes: Buffer): MediumFault | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return mediumError('is not UTF-8', 'Weaviate stores text as UTF-8', 'iconv -f ENCODING -t UTF-8 FILE');
  }
  if (text.trim() === '')
    return mediumError('holds no word', 'its vector would mean nothing', 'write something into it');
  if (/^\s*data:[\w/+.-]+;base64,/.test(text)) {
    return mediumError(
      'holds a data: address',
      'it would be read as a text',
      'decode it into a file of its own kind',
    );
  }
  const { least, about } = clipTokens(text);
  if (least > MOST_TOKENS) return mediumError(`is too long: ${least} tokens or more`, TEXT_CUT, SHORTER);
  if (about <= MOST_TOKENS) return undefined;
  return mediumWarning(`may be too long: about ${about} tokens`, TEXT_CUT, SHORTER);
}
