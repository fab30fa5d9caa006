import { CheckFailure } from './checkFailure.ts';
import type { SmokeObject } from './objects.ts';
import type { Hit } from './session.ts';
import { cosine } from './vectors.ts';

/** Distance that still counts as the same vector; Weaviate computes in 32 bits (measured: up to 1e-6). */
export const SAME_VECTOR_DISTANCE = 1e-3;

const UNSTABLE_VECTOR =
  'restart the inference server, and check whether its GPU and torch fit each other: the same input must get the same vector';

/**
 * Judges a search for a sample that is all there is in its object: the object is found at a distance of zero. Its
 * rank does not count: whatever is as near has the same vector, which another check looks for.
 * @returns what was seen, for the report
 */
export function verifyExactMatch(hits: readonly Hit[], expected: SmokeObject): string {
  const [first] = hits;
  if (!first) throw new CheckFailure('index', 'the search found nothing', "see Weaviate's log");
  if (first.distance === undefined) {
    throw new CheckFailure(
      'index',
      'the search was not carried out: no distance came back',
      "see Weaviate's log",
    );
  }
  const own = hits.find(({ id }) => id === expected.id);
  if (own?.distance === undefined) {
    throw new CheckFailure(
      'inference',
      `another object came first (distance ${formatDistance(first.distance)}), and its own is not among the ${hits.length} found`,
      UNSTABLE_VECTOR,
    );
  }
  const next = hits.find(({ id, distance }) => id !== expected.id && distance !== undefined);
  const seen = `distance ${formatDistance(own.distance)}${next?.distance === undefined ? '' : `, next ${formatDistance(next.distance)}`}`;
  if (Math.abs(own.distance) > SAME_VECTOR_DISTANCE) {
    throw new CheckFailure('inference', `the same input got another vector (${seen})`, UNSTABLE_VECTOR);
  }
  return seen;
}

/** The stored vector of a sample that is alone in its object, and that of an object with other media beside it. */
export interface MixedVectors {
  readonly sample: readonly number[];
  readonly mixed: readonly number[];
}

/**
 * Judges how far a search with a sample is from an object whose vector is made of this and other media: as far as
 * the stored vectors are from each other.
 * @returns what was seen, for the report
 */
export function verifyMixedDistance(
  hits: readonly Hit[],
  expected: SmokeObject,
  mixed: SmokeObject,
  vectors: MixedVectors,
): string {
  const found = hits.find(({ id }) => id === mixed.id)?.distance;
  if (found === undefined) {
    throw new CheckFailure('index', `the search does not find ${mixed.title}`, "see Weaviate's log");
  }
  const own = hits.find(({ id }) => id === expected.id)?.distance ?? 0;
  const predicted = 1 - cosine(vectors.sample, vectors.mixed);
  // The query may be a little off the stored sample; a distance of 1e-6 is an angle of 1.4e-3.
  const tolerance = SAME_VECTOR_DISTANCE + Math.sqrt(2 * Math.max(0, own));
  if (!(Math.abs(found - predicted) <= tolerance)) {
    throw new CheckFailure(
      'index',
      `${mixed.title} is at distance ${formatDistance(found)}, and the stored vectors say ${formatDistance(predicted)}`,
      "see Weaviate's log; bindstack smoke --inference-url URL compares the stored vectors with the model's",
    );
  }
  return `the object with all media at ${formatDistance(found)}, as the stored vectors say`;
}

/** Float noise may be below zero, which a distance is not. */
function formatDistance(distance: number): string {
  return Math.max(0, distance).toFixed(4);
}
