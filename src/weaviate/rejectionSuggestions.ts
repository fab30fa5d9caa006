import { MODEL_IMAGE_SIDE, MODEL_RATE } from '../facts/imageBind/limits.ts';
import { type MediaErrorKind, mediaErrorKind } from '../facts/imageBind/serverErrors.ts';

const DAMAGED_FILE = 'if the file is damaged or truncated, copy or download it again';
const CONVERT_AUDIO = `ffmpeg -i FILE -ac 1 -ar ${MODEL_RATE} AUDIO.wav`;

/** What to try if the inference server rejects a medium, by the kind of its error message. */
const SUGGESTIONS: Readonly<Record<MediaErrorKind, string>> = {
  noPicture: `convert the image to PNG or JPEG, which Pillow can read; ${DAMAGED_FILE}`,
  manyPixels: `use a smaller copy of the image: the model scales it to ${MODEL_IMAGE_SIDE} by ${MODEL_IMAGE_SIDE} pixels`,
  brokenPicture: 'copy or download the file again: it is damaged or truncated',
  sampleSize: `convert the audio, torchaudio does not support its sample size: ${CONVERT_AUDIO}`,
  noSound: `convert the audio to WAV, FLAC, Ogg, AIFF or AU (not MP3 or M4A): ${CONVERT_AUDIO}; ${DAMAGED_FILE}`,
  shortSound: 'use at least 25 ms of audio per channel; reduce a large number of channels with ffmpeg -ac 1',
  emptySound: 'copy or download the file again: it is empty or truncated',
  noVideo: `convert the video to MP4, which FFmpeg can read; ${DAMAGED_FILE}`,
  noVideoStream: 'the file has no video stream: rename it to match its content',
  undecodedVideo: 'convert the video: ffmpeg -i FILE -c:v libx264 VIDEO.mp4',
  noFrame:
    'use at least one frame per second, in MP4: ffmpeg -i FILE -r 2 VIDEO.mp4 (one of five two-second windows has no frame that can be decoded); if the file is truncated, copy or download it again',
  fewRows: 'use an IMU CSV with a header line and at least two rows of six numbers',
  columns: 'use an IMU CSV with six columns',
  noTable: 'use an IMU CSV in UTF-8 with a header line, then rows of six comma-separated numbers',
  noBase64: 'send media as standard base64, without line breaks and without a data: prefix',
  gpuMemory: 'free GPU memory or send fewer concurrent requests, and check the log of the inference server',
  memory:
    'increase --inference-memory; audio with an unusual sample rate needs gigabytes, so resample it to 16,000 Hz first',
  notWritable:
    'make the directory /app of the inference server writable and free some space: it writes audio, video and IMU data to files there',
};

/**
 * What to try if the inference server rejects a medium.
 * @param message its error message, quoted if it is not a known one
 */
export function rejectionSuggestion(message: string): string {
  const kind = mediaErrorKind(message);
  if (kind !== undefined) return SUGGESTIONS[kind];
  const [first = ''] = message.trim().split('\n', 1);
  const quoted = first === '' ? '' : ` for "${first.slice(0, 120)}"`;
  return `check the log of the inference server${quoted}`;
}
