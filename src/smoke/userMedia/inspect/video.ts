import { hasSignature, isAvif, isImage } from '../../../facts/imageBind/mediaFormats.ts';
import { ERROR_TEXTS, videoError } from '../../../facts/imageBind/serverErrors.ts';
import { type MediaProblem, mediaError, mediaWarning, serverAnswer } from '../mediaReport.ts';
import { contentType } from './contentType.ts';
import { matroskaFrames, matroskaTimeline } from './matroska.ts';
import { isTruncatedFragment, mp4Frames, mp4Timeline } from './mp4.ts';
import { aviFrames, H264, streamTypes, y4mFrames } from './otherContainers.ts';
import { type FrameCount, timelineProblem } from './timeline.ts';

/** The answer to every video in which no frame is found where one is looked for. */
const NO_FRAME = serverAnswer(ERROR_TEXTS.noFrame);

/** What is wrong with a video. Its container is read, its frames are not decoded. */
export async function inspectVideo(bytes: Buffer): Promise<MediaProblem | undefined> {
  const words = videoError(bytes);
  if (words !== undefined) {
    const kind = await contentType(bytes);
    return mediaError(
      `is no video: ${kind}`,
      serverAnswer(words),
      'name it after what it is, or ffmpeg -i FILE VIDEO.mp4',
    );
  }
  if (hasSignature(bytes, [[8, 'WEBPVP8X']]) && ((bytes[20] ?? 0) & 2) !== 0) {
    return mediaError(
      'is an animated WebP',
      serverAnswer(ERROR_TEXTS.undecodedVideo),
      'make a video of it, or name it .webp to make its first frame a picture',
    );
  }
  if (isImage(bytes)) {
    return mediaWarning(
      'is a still picture',
      'it goes in as a video of one frame',
      'name it .png or .jpg to make it a picture',
    );
  }
  switch (framesIn(bytes)) {
    case 'cut off':
      return mediaError(
        'is cut off before its first frame, or before the index of its frames',
        serverAnswer(ERROR_TEXTS.noVideo),
        'copy or download the file again; a recording that was interrupted has lost its index',
      );
    case 'no pictures':
      return mediaError(
        'has no track of pictures',
        serverAnswer(ERROR_TEXTS.noVideoStream),
        'if it holds sound: ffmpeg -i FILE -vn SOUND.wav, and add that',
      );
    case 0:
      return mediaError('has no frame', NO_FRAME, 'a video of one frame or more');
    default:
      return streamProblem(bytes);
  }
}

/** What the times and the kind of the streams tell. */
function streamProblem(bytes: Buffer): MediaProblem | undefined {
  if (isTransportStream(bytes)) {
    if (!streamTypes(bytes).includes(H264)) return undefined;
    return mediaError(
      'is H.264 in an MPEG transport stream',
      NO_FRAME,
      'put it into another container, without another encoding: ffmpeg -i FILE -c copy VIDEO.mp4',
    );
  }
  const timeline = isMatroska(bytes)
    ? matroskaTimeline(bytes)
    : isMp4(bytes)
      ? mp4Timeline(bytes)
      : undefined;
  if (timeline) return timelineProblem(timeline);
  if (!isMp4(bytes) || !isTruncatedFragment(bytes)) return undefined;
  return mediaWarning(
    'is cut off within a fragment',
    `a window of two seconds without a frame is enough, and ${NO_FRAME}`,
    'copy or download the file again',
  );
}

const isTransportStream = (bytes: Buffer) =>
  hasSignature(bytes, [
    [0, 'G'],
    [188, 'G'],
  ]);
const isMatroska = (bytes: Buffer) => hasSignature(bytes, [[0, '\x1a\x45\xdf\xa3']]);
const isMp4 = (bytes: Buffer) =>
  !isAvif(bytes) && ['ftyp', 'moov', 'mdat'].some((type) => hasSignature(bytes, [[4, type]]));

function framesIn(bytes: Buffer): FrameCount {
  if (hasSignature(bytes, [[0, 'YUV4MPEG2 ']])) return y4mFrames(bytes);
  if (hasSignature(bytes, [[0, 'RIFF']])) return aviFrames(bytes);
  if (isMatroska(bytes)) return matroskaFrames(bytes);
  if (isMp4(bytes)) return mp4Frames(bytes);
  return 'some';
}
