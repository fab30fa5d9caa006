import type { Modality } from '../../../facts/modalities.ts';
import { error, type FileFault } from '../finding.ts';
import { examineAudio } from './audio.ts';
import { encodedFault } from './encoded.ts';
import { examineImu } from './imu.ts';
import { examinePicture } from './picture.ts';
import { examineText } from './text.ts';
import { examineVideo } from './video.ts';

const EXAMINERS: Readonly<
  Record<Modality, (bytes: Buffer) => FileFault | undefined | Promise<FileFault | undefined>>
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
export async function examine(modality: Modality, bytes: Buffer): Promise<FileFault | undefined> {
  if (bytes.length === 0) {
    return error('is empty', 'there is nothing to make a vector of', 'leave it out, or write it again');
  }
  const encoded = modality === 'text' ? undefined : await encodedFault(bytes);
  return encoded ?? EXAMINERS[modality](bytes);
}
