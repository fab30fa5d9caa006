/** Words of the inference server, and what to do about a medium that it refuses with them. */
type Reason = readonly [words: RegExp, suggestion: string];

const COPY = 'the file is damaged or cut off: copy or download it again';
const SOUND = 'ffmpeg -i FILE -ac 1 -ar 16000 SOUND.wav';

/**
 * The texts are those of Pillow, torchaudio 2.0.2, pytorchvideo 0.1.5, numpy 1.24.3 and torch 2.0.1, as the inference
 * server passes them on (app.py, status 500).
 */
const REASONS: readonly Reason[] = [
  [/cannot identify image file/, `Pillow knows no such picture: convert it to PNG or JPEG; or ${COPY}`],
  [/exceeds limit of \d+ pixels/, 'a smaller copy of the picture: the model looks at 224 by 224 pixels'],
  [
    /image file is truncated|Truncated File Read|broken data stream|cannot load this image|create decoder object|unrecognized data stream/i,
    COPY,
  ],
  [
    /Only 16, 24, and 32 bits/,
    `the samples of the sound have a size that torchaudio does not read: ${SOUND}`,
  ],
  [/Failed to load audio/, `it reads WAV, FLAC, Ogg, AIFF and AU, and no MP3 or M4A: ${SOUND}; or ${COPY}`],
  [
    /choose a window size/,
    'at least 25 ms of sound in each channel; where there are very many channels: -ac 1 of ffmpeg',
  ],
  [/cannot reshape tensor of 0 elements/, 'no sound could be decoded: the file is empty or cut off'],
  [/Failed to open video/, `FFmpeg knows no such video: convert it to MP4; or ${COPY}`],
  [/Video stream not found/, 'the file holds no pictures: name it after what it holds'],
  [/Unable to decode video stream/, 'convert the video: ffmpeg -i FILE -c:v libx264 VIDEO.mp4'],
  [
    /'NoneType' object/,
    'one of five windows of two seconds holds no frame that can be decoded: one frame per second or more, in MP4: ffmpeg -i FILE -r 2 VIDEO.mp4; or the file is cut off',
  ],
  [
    /tuple index out of range/,
    'a CSV of motion needs a header line and two rows or more, of six numbers each',
  ],
  [/mat1 and mat2 shapes cannot be multiplied/, 'a CSV of motion needs six columns'],
  [
    /number of columns changed|could not convert string|'utf-8' codec can't decode/,
    'a CSV of motion needs a header line, then rows of six numbers with commas between them, in UTF-8',
  ],
  [
    /Invalid base64|Incorrect padding|local variable '\w+_paths'|bytes-like object or ASCII/,
    'media are sent as base64 in its standard form, without line breaks and without a data: prefix',
  ],
  [
    /CUDA.*out of memory/is,
    'a GPU with more free memory, or fewer requests at once; see the log of the inference server',
  ],
  [
    /can't allocate memory|not enough memory/,
    'more memory (--inference-memory); a sound at an odd sample rate needs gigabytes: bring it to 16,000 Hz first',
  ],
  [
    /No space left|Read-only file system|Permission denied/,
    'the inference server writes sounds, videos and motion to files in its directory /app: that must be writable, with room left',
  ],
];

/** What to try where the inference server refuses a medium; words that are not known are quoted. */
export function refusalSuggestion(words: string): string {
  const known = REASONS.find(([pattern]) => pattern.test(words));
  if (known) return known[1];
  const [first = ''] = words.trim().split('\n', 1);
  const quoted = first === '' ? '' : `, where it says "${first.slice(0, 120)}"`;
  return `see the log of the inference server${quoted}`;
}
