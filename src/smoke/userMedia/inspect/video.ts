import { hasSignature, isAvif, isImage } from '../../../facts/imageBind/mediaFormats.ts';
import { ERROR_TEXTS, videoError } from '../../../facts/imageBind/serverErrors.ts';
import { type MediaProblem, mediaError, mediaWarning, serverError } from '../mediaReport.ts';
import { contentType } from './contentType.ts';
import { matroskaFrames, matroskaTimeline } from './matroska.ts';
import { isTruncatedFragment, mp4Frames, mp4Timeline } from './mp4.ts';
import { aviFrames, H264, streamTypes, y4mFrames } from './otherContainers.ts';
import { type FrameCount, timelineProblem } from './timeline.ts';

/** The server's response to a video without a frame in one of the windows. */
const NO_FRAME = serverError(ERROR_TEXTS.noFrame);

/** What is wrong with a video, if anything. Its container is read, but its frames are not decoded. */
export async function inspectVideo(bytes: Buffer): Promise<MediaProblem | undefined> {
  const rejection = videoError(bytes);
  if (rejection !== undefined) {
    const kind = await contentType(bytes);
    return mediaError(
      `is not a video: ${kind}`,
      serverError(rejection),
      'rename it to match its content, or convert it: ffmpeg -i FILE VIDEO.mp4',
    );
  }
  if (hasSignature(bytes, [[8, 'WEBPVP8X']]) && ((bytes[20] ?? 0) & 2) !== 0) {
    return mediaError(
      'is an animated WebP',
      serverError(ERROR_TEXTS.undecodedVideo),
      'convert it to a video, or rename it to .webp to use its first frame as an image',
    );
  }
  if (isImage(bytes)) {
    return mediaWarning(
      'is a still image',
      'it is imported as a video with one frame',
      'rename it to .png or .jpg to import it as an image',
    );
  }
  switch (framesIn(bytes)) {
    case 'truncated':
      return mediaError(
        'is truncated before its first frame or before its index',
        serverError(ERROR_TEXTS.noVideo),
        'copy or download the file again; an interrupted recording has no index',
      );
    case 'no video track':
      return mediaError(
        'has no video track',
        serverError(ERROR_TEXTS.noVideoStream),
        'if it contains audio, extract it: ffmpeg -i FILE -vn AUDIO.wav',
      );
    case 0:
      return mediaError('has no frames', NO_FRAME, 'use a video with at least one frame');
    default:
      return streamProblem(bytes);
  }
}

/** What is wrong with the frame times or the stream type, if anything. */
function streamProblem(bytes: Buffer): MediaProblem | undefined {
  if (isTransportStream(bytes)) {
    if (!streamTypes(bytes).includes(H264)) return undefined;
    return mediaError(
      'is H.264 in an MPEG transport stream',
      NO_FRAME,
      'change the container without re-encoding: ffmpeg -i FILE -c copy VIDEO.mp4',
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
    'is truncated within a fragment',
    `if one two-second window has no frame, ${NO_FRAME}`,
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
