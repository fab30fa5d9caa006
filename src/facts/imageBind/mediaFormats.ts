/* The formats that the libraries of the inference server recognize by their first bytes. */

/** Bytes that identify a format: each text (Latin-1) must be at its offset. */
export type Signature = readonly (readonly [offset: number, text: string])[];

/** Whether the bytes have the signature. */
export function hasSignature(bytes: Buffer, signature: Signature): boolean {
  return signature.every(([offset, text]) => bytes.toString('latin1', offset, offset + text.length) === text);
}

const STILL_IMAGES: readonly Signature[] = [
  [
    [0, '\x89PNG\r\n\x1a\n'],
    [12, 'IHDR'],
  ],
  [[0, '\xff\xd8\xff']],
  [[0, 'GIF87a']],
  [[0, 'GIF89a']],
  [
    [0, 'RIFF'],
    [8, 'WEBP'],
  ],
  [[0, 'II*\0']],
  [[0, 'MM\0*']],
  // JPEG 2000, as a file and as a raw codestream.
  [[0, '\0\0\0\x0cjP  \r\n\x87\n']],
  [[0, '\xff\x4f\xff\x51']],
  [[0, '\0\0\x01\0']],
  [[0, 'DDS ']],
  // SGI, one or two bytes per sample.
  [[0, '\x01\xda\0']],
  [[0, '\x01\xda\x01']],
];

/** The brands of AVIF: image and animation. */
const AVIF: readonly Signature[] = [[[4, 'ftypavif']], [[4, 'ftypavis']]];

/** Whether the content starts like an AVIF, which Pillow reads since 11.3. */
function isAvif(bytes: Buffer): boolean {
  return AVIF.some((signature) => hasSignature(bytes, signature));
}

/** Portable pixmaps start with their type and size as text. */
const PIXMAP = /^P[1-6]\s+(?:#[^\n]*\n\s*)*\d+\s+\d+\s/;

/** Lengths of the second header of a BMP, after the first 14 bytes. Its two letters alone would match much text. */
const BMP_HEADERS = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

/** Whether the content starts like an image that Pillow reads. */
export function isImage(bytes: Buffer): boolean {
  if (isAvif(bytes) || STILL_IMAGES.some((signature) => hasSignature(bytes, signature))) return true;
  if (PIXMAP.test(bytes.toString('latin1', 0, 200))) return true;
  return bytes.length >= 18 && hasSignature(bytes, [[0, 'BM']]) && BMP_HEADERS.has(bytes.readUInt32LE(14));
}

/** RIFX is big-endian, RF64 is for files above 4 GiB. libsox reads all three (wav.c). */
const WAV_CONTAINERS = ['RIFF', 'RIFX', 'RF64'] as const;

const WAV: readonly Signature[] = WAV_CONTAINERS.map((kind) => [
  [0, kind],
  [8, 'WAVE'],
]);

/** What torchaudio 2.0.2 reads with its bundled sox, besides WAV. Not MP3 or M4A (pytorch/audio#3539). */
const OTHER_AUDIO: readonly Signature[] = [
  [[0, 'fLaC']],
  [[0, 'OggS']],
  [
    [0, 'FORM'],
    [8, 'AIF'],
  ],
  [[0, '.snd']],
  [[0, 'Creative Voice File\x1a']],
];

export const isWav = (bytes: Buffer): boolean => WAV.some((signature) => hasSignature(bytes, signature));

/** Whether the content starts like WAV, FLAC, Ogg, AIFF, AU or VOC. */
export function isAudio(bytes: Buffer): boolean {
  return isWav(bytes) || OTHER_AUDIO.some((signature) => hasSignature(bytes, signature));
}

/** MP4 that declares audio only. */
const AUDIO_ONLY_MP4: Signature = [[4, 'ftypM4A']];

const VIDEO: readonly Signature[] = [
  [[4, 'ftyp']],
  // QuickTime files older than `ftyp`.
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
  // MPEG program stream, and raw MPEG video.
  [[0, '\0\0\x01\xba']],
  [[0, '\0\0\x01\xb3']],
  [[0, 'FLV\x01']],
  [[0, 'DKIF']],
  [[0, 'nut/multimedia container\0']],
  // Theora in Ogg, whose first page declares its content.
  [
    [0, 'OggS'],
    [28, '\x80theora'],
  ],
  // ASF, the container of WMV.
  [[0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11']],
];

/** Whether FFmpeg finds video in such a file. It also accepts still images (`isImage`). */
export const isVideo = (bytes: Buffer): boolean => VIDEO.some((signature) => hasSignature(bytes, signature));

/** Whether the content starts like an MP4 that declares audio only. */
export const isAudioOnlyMp4 = (bytes: Buffer): boolean => hasSignature(bytes, AUDIO_ONLY_MP4);
