import { MODEL_IMAGE_SIDE, MODEL_RATE } from '../facts/imageBind/limits.ts';
import { type MediaErrorKind, mediaErrorKind } from '../facts/imageBind/serverErrors.ts';

const DAMAGED_FILE = 'the file is damaged or cut off: copy or download it again';
const CONVERT_AUDIO = `ffmpeg -i FILE -ac 1 -ar ${MODEL_RATE} SOUND.wav`;

/** What to do about a medium that the inference server refuses, by what its words are about. */
const SUGGESTIONS: Readonly<Record<MediaErrorKind, string>> = {
  noPicture: `Pillow knows no such picture: convert it to PNG or JPEG; or ${DAMAGED_FILE}`,
  manyPixels: `a smaller copy of the picture: the model looks at ${MODEL_IMAGE_SIDE} by ${MODEL_IMAGE_SIDE} pixels`,
  brokenPicture: DAMAGED_FILE,
  sampleSize: `the samples of the sound have a size that torchaudio does not read: ${CONVERT_AUDIO}`,
  noSound: `it reads WAV, FLAC, Ogg, AIFF and AU, and no MP3 or M4A: ${CONVERT_AUDIO}; or ${DAMAGED_FILE}`,
  shortSound: 'at least 25 ms of sound in each channel; where there are very many channels: -ac 1 of ffmpeg',
  emptySound: 'no sound could be decoded: the file is empty or cut off',
  noVideo: `FFmpeg knows no such video: convert it to MP4; or ${DAMAGED_FILE}`,
  noVideoStream: 'the file holds no pictures: name it after what it holds',
  undecodedVideo: 'convert the video: ffmpeg -i FILE -c:v libx264 VIDEO.mp4',
  noFrame:
    'one of five windows of two seconds holds no frame that can be decoded: one frame per second or more, in MP4: ffmpeg -i FILE -r 2 VIDEO.mp4; or the file is cut off',
  fewRows: 'a CSV of motion needs a header line and two rows or more, of six numbers each',
  columns: 'a CSV of motion needs six columns',
  noTable: 'a CSV of motion needs a header line, then rows of six numbers with commas between them, in UTF-8',
  noBase64: 'media are sent as base64 in its standard form, without line breaks and without a data: prefix',
  gpuMemory: 'a GPU with more free memory, or fewer requests at once; see the log of the inference server',
  memory:
    'more memory (--inference-memory); a sound at an odd sample rate needs gigabytes: bring it to 16,000 Hz first',
  notWritable:
    'the inference server writes sounds, videos and motion to files in its directory /app: that must be writable, with room left',
};

/** What to try where the inference server refuses a medium; words that are not known are quoted. */
export function rejectionSuggestion(words: string): string {
  const kind = mediaErrorKind(words);
  if (kind !== undefined) return SUGGESTIONS[kind];
  const [first = ''] = words.trim().split('\n', 1);
  const quoted = first === '' ? '' : `, where it says "${first.slice(0, 120)}"`;
  return `see the log of the inference server${quoted}`;
}
