import { CheckFailure } from './checkFailure.ts';
import type { SmokeObject } from './objects.ts';
import type { Hit } from './session.ts';

/** Distance that still counts as the same vector; Weaviate computes in 32 bits (measured: up to 1e-6). */
export const SAME = 1e-3;

/**
 * Judges a search for a sample that was stored: it must be found first, and where it is all there is in its
 * object, at a distance of nothing.
 * @returns what was seen, for the report
 */
export function judge(hits: readonly Hit[], expected: SmokeObject, isWholeVector: boolean): string {
  const [first, second] = hits;
  if (!first) throw new CheckFailure('index', 'the search found nothing', "see Weaviate's log");
  if (first.distance === undefined) {
    throw new CheckFailure(
      'index',
      'the search was not carried out: no distance came back',
      "see Weaviate's log",
    );
  }
  const next = second?.distance === undefined ? '' : `, next ${shown(second.distance)}`;
  const seen = `distance ${shown(first.distance)}${next}`;
  if (first.id !== expected.id) {
    throw new CheckFailure(
      'index',
      `another object came first (${seen})`,
      'see whether the model is loaded as a whole, and whether GPU and torch fit each other',
    );
  }
  if (isWholeVector && Math.abs(first.distance) > SAME) {
    throw new CheckFailure(
      'inference',
      `the same input got another vector (${seen})`,
      'restart the inference server',
    );
  }
  return seen;
}

/** Float noise may be below zero, which a distance is not. */
function shown(distance: number): string {
  return Math.max(0, distance).toFixed(4);
}
