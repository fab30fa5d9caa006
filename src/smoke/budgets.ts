import type { Modality } from '../stack/modalities.ts';

/**
 * Milliseconds that the vector of one medium may take. Two cores need a tenth of it or less (measured with the
 * real model: text 0.8 s, image 2 s, a video 32 s, the first one of all some more).
 */
export const VECTOR_BUDGET: Readonly<Record<Modality, number>> = {
  text: 60_000,
  image: 90_000,
  audio: 60_000,
  video: 330_000,
  thermal: 60_000,
  imu: 60_000,
  depth: 60_000,
};

/** Milliseconds for media that are vectorized one after the other. */
export function vectorBudget(modalities: Iterable<Modality>): number {
  let sum = 0;
  for (const modality of modalities) sum += VECTOR_BUDGET[modality];
  return sum;
}

/** Milliseconds for what needs no model. */
export const REST_TIMEOUT = 30_000;

/** What a check that vectorizes waits for. */
export function waitsFor(modality: Modality): string {
  return modality === 'video'
    ? 'the vector of a video, for which a CPU needs 20 s and more'
    : `the vector of one ${modality}`;
}
