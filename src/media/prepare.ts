import { reasonOf } from '../errors.ts';
import type { Modality } from '../facts/modalities.ts';
import { MediaError, mediaError } from './mediaProblem.ts';
import type { MediaFile, PreparedFile, PrepareOptions } from './preparedFile.ts';
import { prepareMotion } from './prepareMotion.ts';
import { preparePicture } from './preparePicture.ts';
import { prepareSound } from './prepareSound.ts';
import { prepareText } from './prepareText.ts';
import { prepareVideo } from './prepareVideo.ts';

/**
 * Prepares what the model is sent of a file.
 * @throws MediaError if it cannot be used
 */
export async function prepareFile(
  file: MediaFile,
  kind: Modality,
  options: PrepareOptions,
): Promise<PreparedFile> {
  options.signal.throwIfAborted();
  try {
    switch (kind) {
      case 'text':
        return await prepareText(file, options);
      case 'image':
      case 'thermal':
      case 'depth':
        return await preparePicture(file, kind, options);
      case 'audio':
        return await prepareSound(file, options);
      case 'video':
        return await prepareVideo(file, options);
      case 'imu':
        return await prepareMotion(file, options);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string')
      throw new MediaError(mediaError('cannot be read', reasonOf(error), 'check its permissions'), {
        cause: error,
      });
    throw error;
  }
}
