import type { Span } from './ffmpeg.ts';

/** A recording that is this much longer than a window stays in one piece. */
const TOLERANCE = 0.05;

/**
 * Windows of equal length that cover a recording.
 * @param window seconds of the longest one
 */
export function windowsOf(duration: number, window: number): Span[] {
  const count = Math.max(1, Math.ceil(duration / window - TOLERANCE));
  const length = duration / count;
  return Array.from({ length: count }, (_, i) => ({ start: i * length, length }));
}
