import { MODALITY_FACTS, type Modality, VECTOR_DIMENSIONS } from '../facts/modalities.ts';
import { CheckFailure, WRONG_MODEL_SUGGESTION } from '../weaviate/checkFailure.ts';
import type { StoredObject } from '../weaviate/session.ts';

/** Length of a vector (L2 norm). */
export function lengthOf(vector: readonly number[]): number {
  return Math.hypot(...vector);
}

export function cosine(a: readonly number[], b: readonly number[]): number {
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    dot += x * y;
    lengthA += x * x;
    lengthB += y * y;
  }
  return dot / Math.sqrt(lengthA * lengthB);
}

/**
 * Verifies stored vectors: they must exist, have the right size, be finite, not zero, and differ from each other.
 * @param names the vectors that every object must have
 * @returns what was observed, for the report
 * @throws CheckFailure
 */
export function verifyVectors(objects: readonly StoredObject[], names: readonly string[]): string {
  for (const { id, vectors } of objects) {
    for (const name of names) {
      const vector = vectors[name] ?? [];
      const problem = vectorProblem(vector);
      if (problem !== undefined) {
        throw vector.length === 0
          ? new CheckFailure(
              'module',
              `vector ${name} of object ${id} is missing`,
              'check that the vectorizer fields in collection.json are spelled correctly and name properties (imuFields, not IMUFields)',
            )
          : new CheckFailure(
              'inference',
              `vector ${name} of object ${id} ${problem}`,
              WRONG_MODEL_SUGGESTION,
            );
      }
    }
  }
  for (const name of names) {
    if (hasDuplicates(objects.map(({ vectors }) => vectors[name] ?? []))) {
      throw new CheckFailure(
        'inference',
        `two different objects have the same vector ${name}`,
        'check that the inference server runs a real model, whose vectors differ',
      );
    }
  }
  const count = objects.length * names.length;
  return `${count} vectors of ${VECTOR_DIMENSIONS} finite numbers, all different`;
}

/** What is wrong with a vector, if anything. Follows its name: `is missing`. */
export function vectorProblem(vector: readonly number[]): string | undefined {
  if (vector.length === 0) return 'is missing';
  if (vector.length !== VECTOR_DIMENSIONS)
    return `has ${vector.length} numbers instead of ${VECTOR_DIMENSIONS}`;
  if (!vector.every(Number.isFinite)) return 'contains numbers that are not finite';
  return vector.every((x) => x === 0) ? 'is zero' : undefined;
}

function hasDuplicates(vectors: readonly (readonly number[])[]): boolean {
  return vectors.some((a, i) => vectors.slice(i + 1).some((b) => cosine(a, b) > 0.9999));
}

/** Relative tolerance for lengths, for rounding errors and half precision. */
const LENGTH_TOLERANCE = 0.01;

/**
 * Shortest and longest vector of ImageBind for a modality. Vectors are unit vectors times a fixed scale. For audio and
 * video, several are averaged, so the result may be shorter. The scale of text is learned, from 14.29 up to its cap of
 * 100.
 */
function lengthRange(modality: Modality): readonly [number, number] {
  const { vectorLength } = MODALITY_FACTS[modality];
  const longest = vectorLength * (1 + LENGTH_TOLERANCE);
  if (modality === 'text') return [14.28 * (1 - LENGTH_TOLERANCE), longest];
  return [
    modality === 'audio' || modality === 'video' ? vectorLength / 10 : vectorLength * (1 - LENGTH_TOLERANCE),
    longest,
  ];
}

/** The expected length of an ImageBind vector, if the given length does not match it. */
export function lengthMismatch(modality: Modality, length: number): string | undefined {
  const [shortest, longest] = lengthRange(modality);
  if (length >= shortest && length <= longest) return undefined;
  const { vectorLength } = MODALITY_FACTS[modality];
  return modality === 'text' ? `14.3 to ${vectorLength}` : `${vectorLength}`;
}
