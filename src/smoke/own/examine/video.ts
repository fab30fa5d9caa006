import { isImage } from '../../../inference/image.ts';
import { carries } from '../../../inference/signature.ts';
import { requireVideo } from '../../../inference/video.ts';
import { error, type FileFault, warning } from '../finding.ts';
import { aviFrames } from './aviFrames.ts';
import { contentKind } from './contentKind.ts';
import { matroskaFrames } from './matroskaFrames.ts';
import { mp4Frames } from './mp4Frames.ts';
import { refusedWith, serverWords } from './serverWords.ts';
import { y4mFrames } from './y4mFrames.ts';

/**
 * What a container says of its pictures: how many frames, `some` where it does not count them, or why it cannot
 * be read to its pictures.
 */
export type Frames = number | 'some' | 'cut off' | 'no pictures';

/** What is wrong with a video. Its container is read, its frames are not decoded. */
export async function examineVideo(bytes: Buffer): Promise<FileFault | undefined> {
  const words = serverWords(() => requireVideo(bytes));
  if (words !== undefined) {
    const kind = await contentKind(bytes);
    return error(
      `is no video: ${kind}`,
      refusedWith(words),
      'name it after what it is, or ffmpeg -i FILE VIDEO.mp4',
    );
  }
  if (isImage(bytes)) {
    return warning(
      'is a still picture',
      'it goes in as a video of one frame',
      'name it .png or .jpg to make it a picture',
    );
  }
  switch (framesIn(bytes)) {
    case 'cut off':
      return error(
        'is cut off before its first frame, or before the index of its frames',
        'the inference server answers 500: Failed to open video',
        'copy or download the file again; a recording that was interrupted has lost its index',
      );
    case 'no pictures':
      return error(
        'has no track of pictures',
        'the inference server answers 500: Video stream not found',
        'if it holds sound: ffmpeg -i FILE -vn SOUND.wav, and add that',
      );
    case 0:
      return error(
        'has no frame',
        "the inference server answers 500: 'NoneType' object is not subscriptable",
        'a video of one frame or more',
      );
    default:
      return undefined;
  }
}

function framesIn(bytes: Buffer): Frames {
  if (carries(bytes, [[0, 'YUV4MPEG2 ']])) return y4mFrames(bytes);
  if (carries(bytes, [[0, 'RIFF']])) return aviFrames(bytes);
  if (carries(bytes, [[0, '\x1a\x45\xdf\xa3']])) return matroskaFrames(bytes);
  if (['ftyp', 'moov', 'mdat'].some((type) => carries(bytes, [[4, type]]))) return mp4Frames(bytes);
  return 'some';
}
