import { Base64Fault, decodeBase64 } from './base64.ts';
import { pythonTypeName } from './python.ts';
import { MediaFault } from './refusal.ts';

/**
 * One image, depth or thermal item as bytes: the real server calls `base64.b64decode`, whose errors reach
 * the client as they are.
 */
export function decodePicture(item: unknown): Buffer {
  if (typeof item !== 'string') {
    throw new MediaFault(
      `argument should be a bytes-like object or ASCII string, not '${pythonTypeName(item)}'`,
    );
  }
  if (/\P{ASCII}/u.test(item)) throw new MediaFault('string argument should contain only ASCII characters');
  try {
    return decodeBase64(item);
  } catch (error) {
    throw error instanceof Base64Fault ? new MediaFault(error.message) : error;
  }
}

/**
 * All audio, video or IMU items as bytes. The real server saves them as files before it looks at the first
 * one; a fault in saving is hidden by its `finally`, which uses the list of paths that was never assigned
 * (bind_data.py `load_and_transform_audio_data`, Python 3.11).
 */
export function decodeFiles(modality: 'audio' | 'video' | 'imu', items: readonly unknown[]): Buffer[] {
  return items.map((item) => {
    try {
      if (typeof item === 'string') return decodeBase64(item);
    } catch (error) {
      if (!(error instanceof Base64Fault)) throw error;
    }
    throw new MediaFault(
      `cannot access local variable '${modality}_paths' where it is not associated with a value`,
    );
  });
}
