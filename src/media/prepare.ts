import { reasonOf } from '../errors.ts';
import type { Modality } from '../facts/modalities.ts';
import { MediaError, mediaError } from './mediaProblem.ts';
import { asItIs, type MediaFile, type PreparedFile, type PrepareOptions } from './preparedFile.ts';
import { preparePicture } from './preparePicture.ts';
import { prepareText } from './prepareText.ts';

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
      case 'video':
      case 'imu':
        return asItIs(file, kind);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string')
      throw new MediaError(mediaError('cannot be read', reasonOf(error), 'check its permissions'), {
        cause: error,
      });
    throw error;
  }
}
