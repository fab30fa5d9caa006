import type { MediaModality } from '../../facts/modalities.ts';
import {
  encodeImuCsv,
  encodePng,
  encodeWav,
  encodeY4m,
  type ImuRow,
  type Picture,
  type VideoFrames,
} from './encoders.ts';

/** Every modality has two samples, so a search has something to rank. */
export type SampleVariant = 0 | 1;

/** Width and height of all images and videos, in pixels. */
const SIDE = 64;
const CENTER = SIDE / 2;

const AUDIO_RATE = 8_000;
const AUDIO_SECONDS = 2;
const IMU_ROWS = 200;

const TEXTS = [
  'A lighthouse stands above a stormy sea at night',
  'Two children bake bread in a sunny kitchen',
] as const;

const size = { width: SIDE, height: SIDE };
const distance = (x: number, y: number, toX: number, toY: number) => Math.hypot(x - toX, y - toY);
const isDark = (x: number, y: number, square: number) =>
  (Math.floor(x / square) + Math.floor(y / square)) % 2 === 0;

/** A sunset, and a blue and white chessboard. */
const IMAGES: readonly [Picture, Picture] = [
  {
    ...size,
    at: (x, y) => (distance(x, y, CENTER, 24) < 14 ? [255, 220, 60] : [200 - 2 * y, 60 + x, 40 + 2 * y]),
  },
  { ...size, at: (x, y) => (isDark(x, y, 8) ? [20, 60, 180] : [240, 240, 250]) },
];

/** A warm spot in a cold room, and a hot wire. */
const THERMAL: readonly [Picture, Picture] = [
  { ...size, at: (x, y) => [Math.max(10, Math.round(250 - 9 * distance(x, y, CENTER, CENTER)))] },
  { ...size, at: (x, y) => [Math.abs(x - y) < 4 ? 240 : 40] },
];

/** A floor that runs into the distance, and a box in front of a wall. */
const DEPTH: readonly [Picture, Picture] = [
  { ...size, at: (_x, y) => [4 * y] },
  { ...size, at: (x, y) => [Math.max(Math.abs(x - CENTER), Math.abs(y - CENTER)) < 16 ? 220 : 60] },
];

/** Amplitude (-1 to 1) at a time in seconds: a steady low tone, and a high beep. */
const SOUNDS: readonly [(second: number) => number, (second: number) => number] = [
  (second) => 0.6 * Math.sin(2 * Math.PI * 220 * second),
  (second) => ((second * 4) % 1 < 0.5 ? 0.6 * Math.sin(2 * Math.PI * 1760 * second) : 0),
];

/** A bright ball that moves from left to right, and stripes that sink. Three seconds at two frames per second. */
const VIDEOS: readonly [VideoFrames, VideoFrames] = [
  {
    ...size,
    framesPerSecond: 2,
    frames: 6,
    luma: (x, y, frame) => (distance(x, y, 8 + 9 * frame, CENTER) < 8 ? 230 : 50),
    chroma: () => [100, 170],
  },
  {
    ...size,
    framesPerSecond: 2,
    frames: 6,
    luma: (_x, y, frame) => ((y + SIDE - 3 * frame) % 16 < 8 ? 200 : 90),
    chroma: () => [170, 90],
  },
];

/** A slow rotation about one axis at rest, and fast shaking along another. */
const MOTIONS: readonly [(row: number) => ImuRow, (row: number) => ImuRow] = [
  (row) => [0, 0, 0.5 * Math.sin(row / 30), 0, 0, 9.81],
  (row) => [0.1 * Math.cos(row / 2), 0, 0, 4 * Math.sin(row / 2), 1, 9.81],
];

/** A short text. The two texts have no significant word in common. */
export function sampleText(variant: SampleVariant): string {
  return TEXTS[variant];
}

/**
 * A small file (below 50 kB) that the real inference server accepts: PNG for image, thermal and depth, WAV for audio,
 * Y4M for video and CSV for IMU. The bytes are the same on every run.
 */
export function sampleMedia(modality: MediaModality, variant: SampleVariant): Buffer {
  switch (modality) {
    case 'image':
      return encodePng(IMAGES[variant]);
    case 'thermal':
      return encodePng(THERMAL[variant]);
    case 'depth':
      return encodePng(DEPTH[variant]);
    case 'audio': {
      const sound = SOUNDS[variant];
      const samples = Array.from({ length: AUDIO_RATE * AUDIO_SECONDS }, (_, index) =>
        sound(index / AUDIO_RATE),
      );
      return encodeWav(samples, AUDIO_RATE);
    }
    case 'video':
      return encodeY4m(VIDEOS[variant]);
    case 'imu': {
      const motion = MOTIONS[variant];
      return encodeImuCsv(Array.from({ length: IMU_ROWS }, (_, row) => motion(row)));
    }
  }
}

/** Bytes that no image decoder accepts. */
export function brokenImage(): Buffer {
  return Buffer.from('This is text, not an image.\n');
}
