import { isAudio } from './audio.ts';
import { isImage } from './image.ts';
import { MediaFault } from './refusal.ts';
import { carries, type Signature } from './signature.ts';
import { TEMPORARY_NAME } from './temporaryName.ts';

/** MP4 that says it holds sound only. */
const SOUND_ONLY_MP4: Signature = [[4, 'ftypM4A']];

const VIDEO: readonly Signature[] = [
  [[4, 'ftyp']],
  // QuickTime from before there was an `ftyp`.
  [[4, 'moov']],
  [[4, 'mdat']],
  // Matroska and WebM (EBML).
  [[0, '\x1a\x45\xdf\xa3']],
  [
    [0, 'RIFF'],
    [8, 'AVI '],
  ],
  [[0, 'YUV4MPEG2 ']],
  // MPEG transport stream: packets of 188 bytes.
  [
    [0, 'G'],
    [188, 'G'],
  ],
  // MPEG program stream, and bare MPEG video.
  [[0, '\0\0\x01\xba']],
  [[0, '\0\0\x01\xb3']],
  [[0, 'FLV\x01']],
  [[0, 'DKIF']],
  [[0, 'nut/multimedia container\0']],
  // Theora in Ogg, whose first page tells what is in it.
  [
    [0, 'OggS'],
    [28, '\x80theora'],
  ],
  // ASF, the container of WMV.
  [[0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11']],
];

/** The bytes, if FFmpeg would find a picture in them. A still image passes, as on the real server. */
export function requireVideo(bytes: Buffer): Buffer {
  // Both texts: pytorchvideo 0.1.5 data/encoded_video_pyav.py; the quoted reason is PyAV's, which is given a
  // stream without a name.
  const isVideo = VIDEO.some((signature) => carries(bytes, signature));
  if ((isAudio(bytes) && !isVideo) || carries(bytes, SOUND_ONLY_MP4)) {
    throw new MediaFault(`Video stream not found ${TEMPORARY_NAME}`);
  }
  if (isImage(bytes) || isVideo) return bytes;
  throw new MediaFault(
    `Failed to open video ${TEMPORARY_NAME}. [Errno 1094995529] Invalid data found when processing input: '<none>'`,
  );
}
