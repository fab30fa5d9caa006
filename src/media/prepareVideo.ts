import { VIDEO_WINDOW_SECONDS, VIDEO_WINDOWS } from '../facts/imageBind/limits.ts';
import { convert, convertedParts, INSTALL_FFMPEG, probe, type Recording } from './ffmpeg.ts';
import { MediaError, mediaError, mediaWarning } from './mediaProblem.ts';
import { asItIs, type MediaFile, type PreparedFile, type PrepareOptions } from './preparedFile.ts';
import { PREPARED_SIDE } from './preparePicture.ts';
import { cutSound } from './prepareSound.ts';
import type { Ffmpeg } from './tools.ts';
import { windowsOf } from './windows.ts';

/** What the model sees of a video: five windows of two seconds. */
const SECONDS = VIDEO_WINDOWS * VIDEO_WINDOW_SECONDS;

/** The model sees two frames of two seconds. A steady rate also fills windows in which a video has no frame. */
const FRAMES_PER_SECOND = 10;

const even = (length: string) => `trunc(${length}/2)*2`;
const SHORTER_SIDE = `scale=w='if(lt(iw,ih),${even(`min(${PREPARED_SIDE},iw)`)},-2)':h='if(lt(iw,ih),-2,${even(`min(${PREPARED_SIDE},ih)`)})'`;

/** MPEG-4 is part of every ffmpeg; H.264 is not. */
const MP4 = [
  ...['-map', '0:v:0', '-an', '-sn', '-dn'],
  ...['-vf', `fps=${FRAMES_PER_SECOND},${SHORTER_SIDE},format=yuv420p`],
  ...['-c:v', 'mpeg4', '-q:v', '3', '-movflags', '+faststart'],
];

const THUMBNAIL = [
  ...['-map', '0:v:0', '-frames:v', '1', '-update', '1'],
  ...['-vf', 'scale=160:160:force_original_aspect_ratio=decrease,format=yuvj420p', '-q:v', '4'],
];

/** Cuts a video into windows that the model sees as a whole, shrinks them and leaves out their sound. */
export async function prepareVideo(file: MediaFile, options: PrepareOptions): Promise<PreparedFile> {
  const { tools, signal, original, location, window = SECONDS } = options;
  const { ffmpeg } = tools;
  if (!ffmpeg) return whole(file, options);
  const recording = await probe(ffmpeg, file.path, location, signal);
  const { video, audio, duration, metadata } = recording;
  if (!video) {
    if (audio && !original) return cutSound(file, recording, options);
    throw new MediaError(audio ? NO_VIDEO : NOTHING);
  }
  // The server may read what this ffmpeg does not: its own answer counts.
  const failed = (error: unknown) => {
    if (original && error instanceof MediaError) return undefined;
    throw error;
  };
  const made = await thumbnailOf(ffmpeg, file.path, recording, signal).catch(failed);
  const thumbnail = made ? { thumbnail: made } : {};
  if (original) return asItIs(file, 'video', { metadata, ...thumbnail });
  const windows = duration === undefined ? [undefined] : windowsOf(duration, window);
  if (windows.length === 1 && isAsWanted(file, recording))
    return asItIs(file, 'video', { metadata, ...thumbnail });
  const parts = convertedParts(ffmpeg, file.path, windows, MP4, 'mp4', signal);
  return asItIs(file, 'video', { metadata, ...thumbnail, ...parts });
}

/** A file of at most this size that already is as wanted is sent as it is. */
const SMALL_BYTES = 2 * 1024 ** 2;

const CODECS = new Set(['h264', 'mpeg4', 'vp8', 'vp9']);

/** A small upright video with enough frames. The server refuses H.264 in a transport stream. */
function isAsWanted({ size }: MediaFile, { format, video }: Recording): boolean {
  const { width = 0, height = 0, codec_name = '', avg_frame_rate = '', side_data_list = [] } = video ?? {};
  const [frames = 0, seconds = 0] = avg_frame_rate.split('/').map(Number);
  return (
    size <= SMALL_BYTES &&
    Math.min(width, height) <= PREPARED_SIDE &&
    CODECS.has(codec_name) &&
    frames / seconds >= 1 &&
    side_data_list.every(({ rotation = 0 }) => rotation === 0) &&
    /mp4|matroska/.test(format)
  );
}

/** A frame from the middle of a short video; long ones begin with titles, and are slow to search. */
async function thumbnailOf(
  ffmpeg: Ffmpeg,
  path: string,
  { duration = 0 }: Recording,
  signal: AbortSignal,
): Promise<Buffer> {
  const frame = (span?: { start: number; length: number }) =>
    convert(ffmpeg, path, span, THUMBNAIL, 'jpg', signal);
  const start = Math.min(duration / 2, 5);
  // The middle of a video with few frames may be behind the last one.
  return frame({ start, length: SECONDS }).catch(() => frame());
}

/** A video as it is, without ffmpeg: of a long one, the model only sees moments. */
async function whole(file: MediaFile, { tools, original }: PrepareOptions): Promise<PreparedFile> {
  const found = await tools.libraries?.musicMetadata
    .parseFile(file.path, { duration: true, skipCovers: true })
    .then(
      ({ format }) => format.duration,
      () => undefined,
    );
  const isLong = found !== undefined && found > 1.05 * SECONDS;
  return asItIs(file, 'video', {
    metadata: found === undefined ? {} : { duration: found },
    warnings:
      isLong && !original
        ? [
            mediaWarning(
              `is only used in part (${found.toFixed(0)} s)`,
              'the model uses five two-second clips, spread over the whole length',
              INSTALL_FFMPEG,
            ),
          ]
        : [],
  });
}

const NO_VIDEO = mediaError(
  'has no video track',
  'the inference server returns 500: Video stream not found',
  'if it contains audio, extract it: ffmpeg -i FILE -vn AUDIO.wav',
);

const NOTHING = mediaError(
  'contains neither video nor audio',
  'ffmpeg finds no stream in it',
  'remove the file, or record it again',
);
