import { CHECK_WEAVIATE_LOG, CheckFailure } from '../weaviate/checkFailure.ts';
import type { WeaviateObject } from '../weaviate/object.ts';
import type { Hit } from '../weaviate/session.ts';
import { cosine } from './vectors.ts';

/** Distance up to which two vectors count as equal. Weaviate uses 32-bit floats (measured: up to 1e-6). */
export const SAME_VECTOR_DISTANCE = 1e-3;

const UNSTABLE_VECTOR =
  'restart the inference server, and check that its GPU and torch version are compatible: the same input must always get the same vector';

/**
 * Verifies a search with a sample that is the only medium of its object: the object must be found at distance zero.
 * Its rank does not count: an object that is just as near has the same vector, which another check reports.
 * @returns what was observed, for the report
 * @throws CheckFailure
 */
export function verifyExactMatch(hits: readonly Hit[], expected: WeaviateObject): string {
  const [first] = hits;
  if (!first) throw new CheckFailure('index', 'the search found nothing', CHECK_WEAVIATE_LOG);
  if (first.distance === undefined) {
    throw new CheckFailure(
      'index',
      'Weaviate did not run the search: the results have no distance',
      CHECK_WEAVIATE_LOG,
    );
  }
  const own = hits.find(({ id }) => id === expected.id);
  if (own?.distance === undefined) {
    throw new CheckFailure(
      'inference',
      `another object came first (distance ${formatDistance(first.distance)}), and its own object is not among the ${hits.length} results`,
      UNSTABLE_VECTOR,
    );
  }
  const next = hits.find(({ id, distance }) => id !== expected.id && distance !== undefined);
  const nextDistance = next?.distance === undefined ? '' : `, next ${formatDistance(next.distance)}`;
  const observed = `distance ${formatDistance(own.distance)}${nextDistance}`;
  if (Math.abs(own.distance) > SAME_VECTOR_DISTANCE) {
    throw new CheckFailure(
      'inference',
      `the same input got a different vector (${observed})`,
      UNSTABLE_VECTOR,
    );
  }
  return observed;
}

/** The stored vectors of an object with one sample, and of an object that has other media as well. */
export interface MixedVectors {
  readonly sample: readonly number[];
  readonly mixed: readonly number[];
}

/**
 * Verifies the distance between a search with a sample and an object whose vector combines this sample with other
 * media: it must equal the distance between the stored vectors.
 * @returns what was observed, for the report
 * @throws CheckFailure
 */
export function verifyMixedDistance(
  hits: readonly Hit[],
  expected: WeaviateObject,
  mixed: WeaviateObject,
  vectors: MixedVectors,
): string {
  const found = hits.find(({ id }) => id === mixed.id)?.distance;
  if (found === undefined) {
    throw new CheckFailure('index', `the search does not find ${mixed.title}`, CHECK_WEAVIATE_LOG);
  }
  const own = hits.find(({ id }) => id === expected.id)?.distance ?? 0;
  const predicted = 1 - cosine(vectors.sample, vectors.mixed);
  // The query vector may differ slightly from the stored sample; a distance of 1e-6 is an angle of 1.4e-3.
  const tolerance = SAME_VECTOR_DISTANCE + Math.sqrt(2 * Math.max(0, own));
  if (!(Math.abs(found - predicted) <= tolerance)) {
    throw new CheckFailure(
      'index',
      `${mixed.title} is at distance ${formatDistance(found)}, but according to the stored vectors it should be ${formatDistance(predicted)}`,
      `${CHECK_WEAVIATE_LOG}; to compare the stored vectors with those of the model: bindstack smoke --inference-url URL`,
    );
  }
  return `the object with all media at ${formatDistance(found)}, as expected from the stored vectors`;
}

/** Rounding may yield numbers below zero, which is not a valid distance. */
function formatDistance(distance: number): string {
  return Math.max(0, distance).toFixed(4);
}
