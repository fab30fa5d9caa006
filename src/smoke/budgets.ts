import type { Modality } from '../facts/modalities.ts';

/**
 * Milliseconds that the vector of one medium may take. Two cores need a tenth of it or less, and a
 * third of it beside other work (measured with the real model: text 0.8 s, image 2 s, a video 32 s, and 42 to 117 s
 * on a busy machine; the first one of all takes some more).
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
    ? 'the vector of a video, for which two cores need half a minute to two minutes'
    : `the vector of one ${modality}`;
}
