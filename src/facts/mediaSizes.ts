import type { Modality } from './modalities.ts';

/**
 * Bytes of a usual file, for plans without `collection.mediaSize`. Averages of public data sets that ImageBind or its
 * users work with: images of COCO 2017 (18 GB, 118,000 files), sounds of ESC-50 (5 s, 44.1 kHz, mono), clips of
 * Kinetics-400 (10 s), 8-bit PNG of 640 × 480 for thermal and depth images, CSV of 10 s at 200 Hz. Text takes what 77
 * tokens take.
 */
export const USUAL_MEDIA_SIZE: Readonly<Record<Modality, number>> = {
  text: 300,
  image: 150_000,
  audio: 440_000,
  video: 2_000_000,
  thermal: 150_000,
  imu: 150_000,
  depth: 150_000,
};
